// Shows a document with other examples. Parameters follow them by themselves; a body that was on the screen does not.
import { bodyExamples, gives, type ApiDocument, type Changes, type Values } from './examples'

interface Shown {
  before: ApiDocument
  after: ApiDocument
  changes: Changes
}

export function show(ui: SwaggerUi, { before, after, changes: { giving, elsewhere } }: Shown): void {
  const { requestData = {} } = ui.getState().toJS().oas3 ?? {}
  ui.specActions.updateJsonSpec(after)
  for (const [path, methods] of Object.entries(requestData))
    for (const [method, { bodyValue }] of Object.entries(methods)) {
      if (typeof bodyValue !== 'string') continue
      const [name] =
        Object.entries(bodyExamples(before, path, method)).find(
          ([, { value }]) => written(value) === bodyValue,
        ) ?? []
      const value = name
        ? written(bodyExamples(after, path, method)[name]!.value)
        : brought(bodyValue, gives(path, method) ? giving : elsewhere)
      if (value !== bodyValue) ui.oas3Actions.setRequestBodyValue({ value, pathMethod: [path, method] })
    }
}

/** As Swagger UI writes an example. */
const written = (value: unknown): string => JSON.stringify(value, null, 2)

/** What was edited keeps all but the names that are others by now. All at once: what is put in may be what else is taken out. */
function brought(text: string, values: Values): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (found) => {
    const value = values.get(found.slice(1, -1))
    return value === undefined ? found : JSON.stringify(value)
  })
}
