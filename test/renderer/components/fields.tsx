import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screen } from '@testing-library/react';
import { resolveRunConfig } from '../../../native/api/run-config.ts';
import { NumberField } from '../../../renderer/components/fields/number-field.tsx';
import { SizeField } from '../../../renderer/config/size-field.tsx';
import { renderInApp } from './render-in-app.tsx';

test('a number out of its range is said to be, and passed on only when it is mended', async () => {
  const heard: number[] = [];
  const { user } = renderInApp(
    <NumberField label="Epochs" value={20} min={1} max={50} whole onChange={(value) => heard.push(value)} />,
  );
  const field = screen.getByRole('spinbutton', { name: 'Epochs' });
  await user.clear(field);
  await user.type(field, '0');
  assert.ok(screen.getByText('Enter a value from 1 to 50'));
  assert.deepEqual(heard, []);
  await user.clear(field);
  await user.type(field, '7');
  assert.equal(screen.queryByText('Enter a value from 1 to 50'), null);
  assert.deepEqual(heard, [7]);
});

test('a working size is taken with × or x, in whole patches, and empty means automatic', async () => {
  const sizes: unknown[] = [];
  const config = resolveRunConfig({ preset: 'paper' });
  const { user } = renderInApp(<SizeField config={config} onChange={(size) => sizes.push(size)} />);
  const field = screen.getByRole('textbox', { name: /Working size/ });
  for (const text of ['256×512', '250x510']) {
    await user.clear(field);
    await user.type(field, text);
    await user.tab();
  }
  await user.clear(field);
  await user.tab();
  const typed = { heightPx: 256, widthPx: 512 };
  assert.deepEqual(sizes, [typed, { heightPx: 248, widthPx: 512 }, null]);
});

test('what is no size is passed on to nobody, and the field says what one is', async () => {
  const sizes: unknown[] = [];
  const config = resolveRunConfig({});
  const { user } = renderInApp(<SizeField config={config} onChange={(size) => sizes.push(size)} />);
  await user.type(screen.getByRole('textbox', { name: /Working size/ }), 'large');
  assert.ok(screen.getByText(/'large'/));
  await user.tab();
  assert.deepEqual(sizes, []);
});
