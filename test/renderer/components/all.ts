import './dialogs.tsx';
import './fields.tsx';
import './rows.tsx';
