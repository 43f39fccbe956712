// Where the server is, as this page sees it: a proxy may have put it below a path, and the page was loaded from there.

/** `https://example.com/chat`: what comes before every path of the API. Both pages lie directly below it. */
export const SERVER = new URL('.', location.href).href.replace(/\/$/, '')

/** `/chat`, or nothing. */
export const PREFIX = new URL(SERVER).pathname.replace(/\/$/, '')

/** The option `path` of Socket.IO's client, which takes only the host of an address. */
export const SOCKET_IO_PATH = `${PREFIX}/socket.io`

/** A name in the browser's storage, which all that lies on one host shares. */
export const storageKey = (name: string): string => (PREFIX === '' ? name : `${PREFIX} ${name}`)
