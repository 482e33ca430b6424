import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Edit, edited, FIXTURES, fileOf, ofApi } from './documents';

const SMITHY = 'parcels.smithy.json';

describe('A Smithy model', () => {
  test('has a tool for each operation, including those of resources', () => {
    const text = readFileSync(join(FIXTURES, SMITHY), 'utf8');
    expect(ofApi(join(FIXTURES, SMITHY), 'Smithy')).toEqual({
      config: { inlinePayload: text },
      toolNames: ['TrackParcel', 'HoldParcel', 'GetParcel'],
      errors: [],
      warnings: [],
    });
  });

  test.each<[string, Edit, string]>([
    [
      'no version',
      ['"smithy": "2.0"', '"smithy": 2'],
      '2:3: must be a Smithy model in JSON with "smithy": "1.0" or "2.0", got 2',
    ],
    ['no shapes', ['"shapes"', '"shape"'], '1:1: must have "shapes"'],
    ['no service', ['"service"', '"resource"'], '3:3: shapes: must have a shape of the type service'],
    [
      'another protocol',
      ['aws.protocols#restJson1', 'aws.protocols#awsJson1_0'],
      '9:7: shapes["com.example.parcels#Parcels"]: must have the protocol trait aws.protocols#restJson1, the only one that gateways support, got aws.protocols#awsJson1_0',
    ],
    [
      'an operation that is not defined',
      ['[{ "target": "com.example.parcels#TrackParcel" }]', '[{ "target": "com.example.parcels#Track" }]'],
      '7:24: shapes["com.example.parcels#Parcels"].operations[0]: must target a shape in the model, got "com.example.parcels#Track". Fix the target, or add the shape',
    ],
    [
      'an operation without a path',
      ['{ "smithy.api#http": { "method": "GET", "uri": "/parcels/{id}" } }', '{}'],
      '28:7: shapes["com.example.parcels#GetParcel"]: must have the trait smithy.api#http with "method" and "uri"',
    ],
  ])('is rejected with %s', (_, edit, message) => {
    expect(ofApi(edited(SMITHY, edit), 'Smithy').errors).toEqual([`${SMITHY}:${message}`]);
  });

  test('is rejected without an operation', () => {
    const shapes = { 'a#B': { type: 'service', traits: { 'aws.protocols#restJson1': {}, 'aws.api#service': {} } } };
    expect(ofApi(fileOf('none.json', JSON.stringify({ smithy: '2.0', shapes })), 'Smithy').errors).toEqual([
      'none.json:1:27: shapes["a#B"]: must have at least one operation, because each operation becomes a tool',
    ]);
  });

  describe('with mixins', () => {
    const trait = { 'smithy.api#mixin': {} };
    const known = { 'aws.protocols#restJson1': {}, 'aws.api#service': {} };
    const operations = [{ target: 'a#Get' }];
    const get = { type: 'operation', traits: { 'smithy.api#http': { method: 'GET', uri: '/' } } };
    const ofShapes = (shapes: object) =>
      ofApi(fileOf('mixins.json', JSON.stringify({ smithy: '2.0', shapes: { 'a#Get': get, ...shapes } })), 'Smithy');

    test('ignores services that are mixins', () => {
      const base = { type: 'service', traits: trait };
      const service = { type: 'service', operations, mixins: [{ target: 'a#Base' }], traits: known };
      expect(ofShapes({ 'a#Base': base, 'a#Service': service })).toMatchObject({
        toolNames: ['Get'],
        errors: [],
        warnings: [],
      });
    });

    test('is rejected if only the mixins have operations', () => {
      const base = { type: 'service', operations, traits: trait };
      const service = { type: 'service', mixins: [{ target: 'a#Base' }], traits: known };
      expect(ofShapes({ 'a#Base': base, 'a#Service': service }).errors).toEqual([
        expect.stringMatching(/at least one operation.*\. Flatten the mixins with `smithy ast --flatten`$/),
      ]);
      expect(ofShapes({ 'a#Base': base }).errors).toEqual([
        expect.stringMatching(/a shape of the type service that is not a mixin\. .*`smithy ast --flatten`/),
      ]);
    });
  });

  test('is rejected with two operations of one name, which would be one tool', () => {
    const operation = { type: 'operation', traits: { 'smithy.api#http': { method: 'GET', uri: '/' } } };
    const traits = { 'aws.protocols#restJson1': {}, 'aws.api#service': {} };
    const ofOperations = (...ids: string[]) => {
      const service = { type: 'service', operations: ids.map((target) => ({ target })), traits };
      const shapes = { 'a#S': service, ...Object.fromEntries(ids.map((id) => [id, operation])) };
      return ofApi(fileOf('names.json', JSON.stringify({ smithy: '2.0', shapes })), 'Smithy');
    };
    expect(ofOperations('a#Get', 'b#Get').errors).toEqual([
      expect.stringMatching(
        /shapes\["b#Get"\]: must have a unique name, because the name becomes the tool name, got "Get", which shapes\["a#Get"\] has too\. Rename one of them$/,
      ),
    ]);
    expect(ofOperations('a#Get', 'b#List', 'a#Get')).toMatchObject({ errors: [], toolNames: ['Get', 'List'] });
  });

  test('is rejected in the Smithy IDL', () => {
    const { errors } = ofApi(fileOf('parcels.smithy', '$version: "2"\nnamespace com.example\n'), 'Smithy');
    expect(errors).toEqual([
      'parcels.smithy: must be a Smithy model in JSON, got the Smithy IDL. Convert it with `smithy ast`',
    ]);
  });

  test.each<[string, Edit, RegExp]>([
    [
      'the service is not an AWS service',
      ['"aws.api#service": { "sdkId": "Parcels" },', ''],
      /AWS services only.*smithyServices\]$/,
    ],
    [
      'an operation has a stream',
      ['{ "type": "blob" }', '{ "type": "blob", "traits": { "smithy.api#streaming": {} } }'],
      /the input of the operation is a stream.*\(and 2 more like it\).*smithyStreaming\]$/,
    ],
  ])('warns if %s', (_, edit, warning) => {
    const { errors, warnings } = ofApi(edited(SMITHY, edit), 'Smithy');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });

  test('accepts circular resources', () => {
    const path = edited(SMITHY, [
      '"type": "resource",',
      '"type": "resource", "resources": [{ "target": "com.example.parcels#Parcel" }],',
    ]);
    expect(ofApi(path, 'Smithy')).toMatchObject({ errors: [], toolNames: ['TrackParcel', 'HoldParcel', 'GetParcel'] });
    const again = readFileSync(path, 'utf8').replace('"method": "POST"', '"method": 1');
    expect(ofApi(fileOf(SMITHY, again), 'Smithy').errors).toHaveLength(1);
  });

  test('warns about several services, and has no known tools then', () => {
    const path = edited(SMITHY, [
      '"shapes": {',
      '"shapes": {\n"a#B": { "type": "service", "operations": [{ "target": "com.example.parcels#GetParcel" }], "traits": { "aws.protocols#restJson1": {}, "aws.api#service": {} } },',
    ]);
    const { errors, warnings, toolNames } = ofApi(path, 'Smithy');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/several services.*a#B, com\.example\.parcels#Parcels.*smithyServices\]$/),
    ]);
    expect(toolNames).toBeUndefined();
  });
});
