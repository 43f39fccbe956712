// The chat at `/`: where the page starts.
import { render } from 'preact'
import '../shared/base.css'
import { applyTheme } from '../shared/theme'
import './chat.css'
import './avatar.css'
import './dialog.css'
import './conversation.css'
import './bubble.css'
import './content.css'
import './attachment.css'
import { App } from './app'
import { startApp } from './app-shell'
import { takeUp } from './me'

// A file dropped beside the conversation would replace the page.
for (const kind of ['dragover', 'drop']) addEventListener(kind, (event) => event.preventDefault())

applyTheme()
void takeUp()
startApp()
render(<App />, document.getElementById('app')!)
