import './joined-computers.tsx';
import './dialogs.tsx';
import './fields.tsx';
import './lazy-pictures.tsx';
import './rows.tsx';
import './window.tsx';
