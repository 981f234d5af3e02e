package dev.marina.apiserver.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be said of a pod after what was said before.
class PodStatusRulesTest {

    private static final String BACK = "may not be transitioned to non-terminated state";

    private static Document pod(String spec, String status) {
        return Document.parse("{'spec': {%s}, 'status': {%s}}".formatted(spec, status).replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String problems(String spec, String before, String now) {
        return PodStatusRules.check(pod(spec, now), pod(spec, before)).stream().map(each -> each.field() + ": " + each.message())
                .collect(Collectors.joining("; "));
    }

    private static String statuses(String list, String state) {
        return "'%s': [{'name': 'other', 'state': {'running': {}}}, {'name': 'c', 'state': {%s}}]".formatted(list, state);
    }

    private static String ended(int code) {
        return "'terminated': {'exitCode': %d}".formatted(code);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"Always, 0, true", "Always, 1, true", "OnFailure, 0, false", "OnFailure, 1, true", "Never, 0, false",
            "Never, 1, false"})
    void whatHasEndedRunsAgainAsThePodsPolicySays(String policy, int code, boolean may) {
        for (String[] lists : new String[][] {{"containers", "containerStatuses"}, {"initContainers", "initContainerStatuses"}}) {
            String spec = "'restartPolicy': '%s', '%s': [{'name': 'c'}]".formatted(policy, lists[0]);
            for (String state : new String[] {"'running': {}", "'waiting': {'reason': 'CrashLoopBackOff'}", ""}) {
                assertEquals(may ? "" : "status.%s[1].state: Forbidden: %s".formatted(lists[1], BACK),
                        problems(spec, statuses(lists[1], ended(code)), statuses(lists[1], state)), state);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'restartPolicy': 'Always'                                                                                                        | 0 | true",
            "'restartPolicy': 'OnFailure'                                                                                                     | 0 | false",
            "'restartPolicy': 'Never', 'restartPolicyRules': [{'action': 'Restart', 'exitCodes': {'operator': 'In', 'values': [7]}}]          | 7 | true",
            "'restartPolicy': 'Never', 'restartPolicyRules': [{'action': 'Restart', 'exitCodes': {'operator': 'In', 'values': [7]}}]          | 8 | false",
            "'restartPolicy': 'Never', 'restartPolicyRules': [{'action': 'Restart', 'exitCodes': {'operator': 'NotIn', 'values': [7]}}]       | 8 | true",
            "'restartPolicy': 'Never', 'restartPolicyRules': [{'action': 'RestartAllContainers', 'exitCodes': {'operator': 'In', 'values': [7]}}] | 8 | true",
    })
    void itsOwnPolicyAndRulesComeFirst(String container, int code, boolean may) {
        String spec = "'restartPolicy': 'Never', 'containers': [{'name': 'c', %s}]".formatted(container);

        assertEquals(may ? "" : "status.containerStatuses[1].state: Forbidden: " + BACK,
                problems(spec, statuses("containerStatuses", ended(code)), statuses("containerStatuses", "'running': {}")));
    }

    @Test
    void aSidecarOfAPodThatNeverRestartsDoes() {
        String spec = "'restartPolicy': 'Never', 'initContainers': [{'name': 'c', 'restartPolicy': 'Always'}]";

        assertEquals("", problems(spec, statuses("initContainerStatuses", ended(0)), statuses("initContainerStatuses", "'running': {}")));
    }

    @Test
    void whatWasAddedForDebuggingNeverRunsAgain() {
        String spec = "'restartPolicy': 'Always', 'containers': [{'name': 'a', 'restartPolicyRules': [{'action': 'RestartAllContainers'}]}]";

        assertEquals("status.ephemeralContainerStatuses[1].state: Forbidden: " + BACK,
                problems(spec, statuses("ephemeralContainerStatuses", ended(0)), statuses("ephemeralContainerStatuses", "'running': {}")));
    }

    @Test
    void aStatusMayGoAndAnEndMayBeToldAnew() {
        String spec = "'restartPolicy': 'Never', 'containers': [{'name': 'c'}]";

        assertEquals("", problems(spec, statuses("containerStatuses", ended(0)), ""));
        assertEquals("", problems(spec, statuses("containerStatuses", ended(0)), statuses("containerStatuses", ended(137))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'conditions': [{'type': 'Ready'}, {'type': 'example.com/own'}]     | ``",
            "'conditions': [{'type': 'Ready', 'observedGeneration': -1}]        | status.conditions[0].observedGeneration: Invalid value: -1: must be a non-negative integer",
            "'observedGeneration': -2                                           | status.observedGeneration: Invalid value: -2: must be a non-negative integer",
            "'qosClass': 'Guaranteed'                                           | status.qosClass: Invalid value: \"Guaranteed\": field is immutable",
            "'nominatedNodeName': 'n2'                                          | status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node",
            "'nominatedNodeName': 'n1'                                          | ``",
            "'resourceClaimStatuses': [{'name': 'x'}]                           | status.resourceClaimStatuses[0].name: Invalid value: \"x\": must match the name of an entry in `spec.resourceClaims`",
            "'resourceClaimStatuses': [{'name': 'r'}, {'name': 'r'}]            | status.resourceClaimStatuses[1].name: Duplicate value: \"r\"",
            "'podIPs': [{'ip': '10.0.0.1'}, {'ip': 'fd00::1'}]                  | ``",
            "'podIPs': [{'ip': '010.0.0.1'}]                                    | ``",
            "'podIPs': [{'ip': 'here'}]                                         | status.podIPs[0]: Invalid value: \"here\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
            "'podIPs': [{'ip': 'was so'}]                                       | ``",
            "'podIPs': [{'ip': '10.0.0.1'}, {'ip': '10.0.0.2'}]                 | status.podIPs: Invalid value: [{\"ip\":\"10.0.0.1\"},{\"ip\":\"10.0.0.2\"}]: may specify no more than one IP for each IP family",
            "'hostIP': '10.0.0.2', 'hostIPs': [{'ip': '10.0.0.1'}]              | status.hostIPs[0].ip: Invalid value: \"10.0.0.1\": must be equal to `hostIP`",
    })
    void eachFieldHasItsRule(String status, String problem) {
        String spec = "'nodeName': 'n1', 'resourceClaims': [{'name': 'r'}]";
        String qos = status.contains("qosClass") ? "" : "'qosClass': 'BestEffort', ";

        assertEquals(problem == null ? "" : problem,
                problems(spec, "'qosClass': 'BestEffort', 'nominatedNodeName': 'n1', 'podIPs': [{'ip': 'was so'}]", qos + status));
    }

    @Test
    void aConditionsTypeIsAName() {
        assertEquals(1, PodStatusRules.check(pod("", "'conditions': [{'type': 'no type'}]"), pod("", "")).size());
        assertEquals("status.conditions[0].Type", PodStatusRules.check(pod("", "'conditions': [{'type': 'no type'}]"), pod("", "")).getFirst().field());
    }
}
