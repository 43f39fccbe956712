// What this page uses of Swagger UI, which brings no types.

interface SwaggerUi {
  specActions: { updateJsonSpec(document: object): void }
  oas3Actions: { setRequestBodyValue(change: { value: string; pathMethod: [string, string] }): void }
  getState(): { toJS(): { oas3?: { requestData?: RequestData } } }
}

/** What stands in the bodies, by path and method. */
type RequestData = Record<string, Record<string, { bodyValue?: unknown }>>

interface SwaggerAnswer {
  ok: boolean
  url: string
  body?: unknown
}

declare const SwaggerUIBundle: {
  (options: Record<string, unknown>): SwaggerUi
  presets: { apis: unknown }
}
