// Shows a document with other examples. Parameters follow them by themselves; a body that was on the screen does not.
import { gives, type ApiDocument, type Changes, type Values } from './examples'

export function show(ui: SwaggerUi, document: ApiDocument, { giving, elsewhere }: Changes): void {
  const { requestData = {} } = ui.getState().toJS().oas3 ?? {}
  ui.specActions.updateJsonSpec(document)
  for (const [path, methods] of Object.entries(requestData))
    for (const [method, { bodyValue }] of Object.entries(methods)) {
      if (typeof bodyValue !== 'string') continue
      const value = brought(bodyValue, gives(path, method) ? giving : elsewhere)
      if (value !== bodyValue) ui.oas3Actions.setRequestBodyValue({ value, pathMethod: [path, method] })
    }
}

/** All at once: what is put in may be what else is taken out. */
function brought(text: string, values: Values): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (found) => {
    const value = values.get(found.slice(1, -1))
    return value === undefined ? found : JSON.stringify(value)
  })
}
