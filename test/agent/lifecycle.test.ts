import { CfnParameter, Duration } from 'aws-cdk-lib/core';
import { render } from '../support/rendered';

const LIFECYCLE = 'Environment.AgentCoreRuntimeEnvironment.LifecycleConfiguration';

test('Lifecycle defaults are rendered', () => {
  const { properties } = render();
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 900, MaxLifetime: 28800 });
});

test('Lifecycle timeouts are rendered in seconds', () => {
  const lifecycle = { idleTimeout: Duration.minutes(5), maxLifetime: Duration.hours(1) };
  const { properties } = render(() => ({ lifecycle }));
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 300, MaxLifetime: 3600 });
});

test('A maxLifetime below 15 minutes is also the default idleTimeout', () => {
  const { properties } = render(() => ({ lifecycle: { maxLifetime: Duration.minutes(10) } }));
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 600, MaxLifetime: 600 });
});

test('A longer maxLifetime does not change the default idleTimeout', () => {
  const { properties } = render(() => ({ lifecycle: { maxLifetime: Duration.hours(2) } }));
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 900, MaxLifetime: 7200 });
});

test('A maxLifetime that is only known at deployment does not change the default idleTimeout', () => {
  const { properties } = render((stack) => {
    const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber;
    return { lifecycle: { maxLifetime: Duration.seconds(seconds) } };
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref
  expect(properties).toHaveProperty(LIFECYCLE, { IdleRuntimeSessionTimeout: 900, MaxLifetime: '${Seconds}' });
});

test.each([59, 60.5])('An idleTimeout of %d seconds is rejected', (seconds) => {
  expect(() => render(() => ({ lifecycle: { idleTimeout: Duration.millis(seconds * 1000) } }))).toThrow(
    /lifecycle\.idleTimeout must be (.*60.*, got 59|a whole number of seconds, got 60\.5)/,
  );
});
