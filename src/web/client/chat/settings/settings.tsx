// Oneself, and how this page behaves: it comes when it is first asked for.
import { later } from '../later'

export const Settings = later(() => import('./settings-view').then(({ SettingsView }) => SettingsView))
