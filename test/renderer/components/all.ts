import './computers.tsx';
import './dialogs.tsx';
import './fields.tsx';
import './pictures.tsx';
import './rows.tsx';
import './window.tsx';
