// socket.io-client with its own reconnection, as everybody uses it.
import { JAVASCRIPT } from '../support/stock-clients.js'
import { comeBack } from './stock-clients.suite.js'

await comeBack(JAVASCRIPT)
