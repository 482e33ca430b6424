/** The permissions of the function that registers the return URLs of agents. */
import { harnessIn, runtimeIn } from '../support/helpers';
import { agentCoreArn, policiesMade, testPolicies } from '../support/simulate';

/** The role of the function of `AwsCustomResource`. */
const ROLE = 'AWS679f53fac002430cb0da5b7982bd2287ServiceRole';
const UPDATE = 'bedrock-agentcore:UpdateWorkloadIdentity';
const returnUrls = ['https://shop.example.com/signed-in'];
const DIRECTORY = agentCoreArn('workload-identity-directory/default');
const identity = (name: string) => `${DIRECTORY}/workload-identity/${name}`;

testPolicies(
  'return URLs of a harness',
  [() => policiesMade(ROLE, (stack) => harnessIn(stack, { harnessName: 'desk', returnUrls })), () => []],
  {
    may: [
      ['update its workload identity', UPDATE, identity('harness_desk-a1B2c3D4e5')],
      ['update workload identities in the directory', UPDATE, DIRECTORY],
    ],
    mayNot: [
      ['update the workload identity of another harness', UPDATE, identity('harness_help-a1B2c3D4e5')],
      [
        'update the workload identity of a harness whose name has the same prefix',
        UPDATE,
        identity('harness_desk_2-a1B2c3D4e5'),
      ],
      ['update the workload identity of a runtime with this name', UPDATE, identity('desk-a1B2c3D4e5')],
      ['delete it', 'bedrock-agentcore:DeleteWorkloadIdentity', identity('harness_desk-a1B2c3D4e5')],
      ['get tokens for it', 'bedrock-agentcore:GetWorkloadAccessToken', identity('harness_desk-a1B2c3D4e5')],
      ['change the harness', 'bedrock-agentcore:UpdateHarness', agentCoreArn('harness/desk-a1B2c3D4e5')],
    ],
  },
);

testPolicies(
  'return URLs of a runtime',
  [() => policiesMade(ROLE, (stack) => runtimeIn(stack, { runtimeName: 'desk', returnUrls })), () => []],
  {
    may: [['update its workload identity', UPDATE, identity('desk-a1B2c3D4e5')]],
    mayNot: [
      ['update the workload identity of another runtime', UPDATE, identity('help-a1B2c3D4e5')],
      ['update the workload identity of a harness with this name', UPDATE, identity('harness_desk-a1B2c3D4e5')],
      ['create workload identities', 'bedrock-agentcore:CreateWorkloadIdentity', identity('desk-a1B2c3D4e5')],
    ],
  },
);
