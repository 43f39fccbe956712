// The chat at `/`: where the page starts.
import { render } from 'preact'
import '../shared/base.css'
import { applyTheme } from '../shared/theme'
import './chat.css'
import './conversation.css'
import './attachment.css'
import { App } from './app'

applyTheme()
render(<App />, document.getElementById('app')!)
