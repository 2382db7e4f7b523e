/** Each screen is fetched when it is first opened. */
export const screens = {
  dashboard: () => import('../screens/Dashboard.svelte'),
  conversations: () => import('../screens/Conversations.svelte'),
  turns: () => import('../screens/Turns.svelte'),
  dead: () => import('../screens/Dead.svelte'),
  feedback: () => import('../screens/Feedback.svelte'),
  access: () => import('../screens/Access.svelte'),
  approvals: () => import('../screens/Approvals.svelte'),
  audit: () => import('../screens/Audit.svelte'),
  models: () => import('../screens/Models.svelte'),
  agents: () => import('../screens/Agents.svelte'),
  schedules: () => import('../screens/Schedules.svelte'),
  setup: () => import('../screens/Setup.svelte'),
  config: () => import('../screens/Config.svelte'),
  logs: () => import('../screens/Logs.svelte'),
  doctor: () => import('../screens/Doctor.svelte'),
  settings: () => import('../screens/Settings.svelte'),
};
