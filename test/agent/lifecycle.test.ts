import { CfnParameter, Duration } from 'aws-cdk-lib/core';
import { render } from '../support/rendered';

const LIFECYCLE = 'Environment.AgentCoreRuntimeEnvironment.LifecycleConfiguration';

test('The service’s defaults are written, so that an update that leaves them out keeps nothing older.', () => {
  const { properties } = render();
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 900, MaxLifetime: 28800 });
});

test('Both times are rendered in seconds.', () => {
  const lifecycle = { idleTimeout: Duration.minutes(5), maxLifetime: Duration.hours(1) };
  const { properties } = render(() => ({ lifecycle }));
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 300, MaxLifetime: 3600 });
});

test('A life that is shorter than the usual idle time shortens that too.', () => {
  const { properties } = render(() => ({ lifecycle: { maxLifetime: Duration.minutes(10) } }));
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 600, MaxLifetime: 600 });
});

test('A longer life does not lengthen the usual idle time.', () => {
  const { properties } = render(() => ({ lifecycle: { maxLifetime: Duration.hours(2) } }));
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 900, MaxLifetime: 7200 });
});

test('A life that is not known at synth leaves the idle time at the usual.', () => {
  const { properties } = render((stack) => {
    const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber;
    return { lifecycle: { maxLifetime: Duration.seconds(seconds) } };
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 900, MaxLifetime: '${Seconds}' });
});

test.each([59, 60.5])('An idle time of %d seconds is refused.', (seconds) => {
  expect(() => render(() => ({ lifecycle: { idleTimeout: Duration.millis(seconds * 1000) } }))).toThrow(
    /lifecycle\.idleTimeout must be (.*60.*, got 59|a whole number of seconds, got 60\.5)/,
  );
});
