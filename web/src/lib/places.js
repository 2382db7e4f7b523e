import Activity from '@lucide/svelte/icons/activity';
import Bot from '@lucide/svelte/icons/bot';
import BrainCircuit from '@lucide/svelte/icons/brain-circuit';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import Gauge from '@lucide/svelte/icons/layout-dashboard';
import MailWarning from '@lucide/svelte/icons/mail-warning';
import MessagesSquare from '@lucide/svelte/icons/messages-square';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Settings from '@lucide/svelte/icons/settings';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import ThumbsUp from '@lucide/svelte/icons/thumbs-up';
import UserRoundCheck from '@lucide/svelte/icons/user-round-check';
import FileClock from '@lucide/svelte/icons/file-clock';
import WandSparkles from '@lucide/svelte/icons/wand-sparkles';

/** The sidebar: groups of screens, each with the least role that sees it. */
export const groups = [
  { name: 'nav.overview', places: [{ name: 'dashboard', icon: Gauge, role: 'auditor' }] },
  {
    name: 'nav.talk',
    places: [
      { name: 'conversations', icon: MessagesSquare, role: 'auditor' },
      { name: 'turns', icon: Activity, role: 'auditor' },
      { name: 'dead', icon: MailWarning, role: 'auditor' },
      { name: 'feedback', icon: ThumbsUp, role: 'auditor' },
    ],
  },
  {
    name: 'nav.people',
    places: [
      { name: 'access', icon: UserRoundCheck, role: 'auditor' },
      { name: 'approvals', icon: ShieldCheck, role: 'auditor' },
      { name: 'audit', icon: FileClock, role: 'auditor' },
    ],
  },
  {
    name: 'nav.assistant',
    places: [
      { name: 'models', icon: BrainCircuit, role: 'auditor' },
      { name: 'agents', icon: Bot, role: 'auditor' },
      { name: 'schedules', icon: CalendarClock, role: 'auditor' },
    ],
  },
  {
    name: 'nav.system',
    places: [
      { name: 'setup', icon: WandSparkles, role: 'owner' },
      { name: 'config', icon: SlidersHorizontal, role: 'owner' },
      { name: 'logs', icon: ScrollText, role: 'operator' },
      { name: 'doctor', icon: Stethoscope, role: 'operator' },
      { name: 'settings', icon: Settings, role: 'auditor' },
    ],
  },
];
