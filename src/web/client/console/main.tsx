// The console at `/console`: where the page starts.
import { render } from 'preact'
import '../shared/base.css'
import { applyTheme } from '../shared/theme'
import { App } from './app'
import { Bench } from './bench'
import './console.css'
import './said.css'

applyTheme()
render(<App bench={new Bench()} />, document.getElementById('app')!)
