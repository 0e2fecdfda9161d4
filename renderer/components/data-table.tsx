import { DataGrid, type DataGridProps } from '@mui/x-data-grid';
import { deDE, enUS } from '@mui/x-data-grid/locales';
import { useSettings } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { styleNonce } from '../theme/style-nonce.ts';

const gridTexts = {
  en: enUS.components.MuiDataGrid.defaultProps.localeText,
  de: deDE.components.MuiDataGrid.defaultProps.localeText,
};

/** Rows on a page: the most that this grid allows. */
const pageSize = 100;

/** A table that can be sorted and filtered, in the person's language and in this application's dress. */
export function DataTable(props: DataGridProps) {
  const language = valueOf(useSettings())?.language ?? 'en';
  const nonce = styleNonce();
  const rowCount = props.rows?.length ?? 0;
  return (
    <DataGrid
      {...(nonce === null ? {} : { nonce })}
      density="compact"
      disableColumnSelector
      hideFooter={rowCount <= pageSize}
      pageSizeOptions={[pageSize]}
      localeText={gridTexts[language]}
      {...props}
      initialState={{ pagination: { paginationModel: { pageSize } }, ...props.initialState }}
      sx={{
        border: 0,
        borderRadius: 0,
        flex: 1,
        minHeight: 0,
        fontVariantNumeric: 'tabular-nums',
        '--DataGrid-rowBorderColor': 'var(--mui-palette-divider)',
        '--DataGrid-t-header-background-base': 'var(--mui-palette-background-paper)',
        '& .MuiDataGrid-columnSeparator': { color: 'divider' },
        '& .MuiDataGrid-columnHeaderTitle': { fontWeight: 600, color: 'text.secondary' },
        '& .MuiDataGrid-row': { cursor: props.onRowClick === undefined ? 'default' : 'pointer' },
      }}
    />
  );
}
