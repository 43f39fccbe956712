// The chat at `/`: where the page starts.
import { render } from 'preact'
import '../shared/base.css'
import { applyTheme } from '../shared/theme'

applyTheme()
render(<h1>Chat</h1>, document.getElementById('app')!)
