// What a program that takes the chat in may import: see docs/embedding.md.
export { Chat } from './chat.js'
export { ChatModule, type ChatAsyncOptions, type ChatOptions } from './chat.module.js'
export { configWith, type Config, type Overrides } from './config/config.js'
export { StartupError } from './config/startup-error.js'
