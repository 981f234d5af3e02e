package dev.marina.net.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sentences of the CNI specification 1.1.0.
class CniProtocolTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Records what it is asked and succeeds, except with containers whose name says otherwise.
    private static final class RecordingPlugin implements CniPlugin {

        final List<String> calls = new ArrayList<>();

        @Override
        public CniResult add(CniRequest request) {
            calls.add("add " + request);
            switch (request.containerId()) {
                case "full" -> throw new CniException(CniException.TRY_AGAIN, "all addresses are in use");
                case "broken" -> throw new IllegalStateException("the kernel said no");
                default -> {
                    return new CniResult("pod0af40102", MacAddress.parse("02:00:00:00:00:01"), request.interfaceName(), MacAddress.parse("02:00:00:00:00:02"),
                            1450, request.netns(), Ipv4.parse("10.244.1.2"), Ipv4.parse("169.254.1.1"));
                }
            }
        }

        @Override
        public void check(CniRequest request) {
            calls.add("check " + request.containerId());
        }

        @Override
        public void delete(CniRequest request) {
            calls.add("delete " + request.containerId() + " " + request.netns());
        }

        @Override
        public void collect(String node, Set<Attachment> valid) {
            calls.add("collect " + node + " " + valid);
        }

        @Override
        public void status(String node) {
            calls.add("status " + node);
            if (node.equals("gone")) {
                throw new CniException(CniException.NOT_AVAILABLE, "not there");
            }
        }
    }

    private final RecordingPlugin plugin = new RecordingPlugin();
    private final CniProtocol protocol = new CniProtocol(plugin);

    @Test
    void addAnswersWithInterfacesAddressesAndRoutes() throws IOException {
        CniProtocol.Answer answer = protocol.answer(environment("ADD"), configuration("1.1.0"));

        assertEquals(0, answer.exit());
        assertEquals(JSON.readTree("""
                {"cniVersion":"1.1.0",
                 "interfaces":[{"name":"pod0af40102","mac":"02:00:00:00:00:01","mtu":1450},
                               {"name":"eth0","mac":"02:00:00:00:00:02","mtu":1450,"sandbox":"/proc/7/ns/net"}],
                 "ips":[{"address":"10.244.1.2/32","gateway":"169.254.1.1","interface":1}],
                 "routes":[{"dst":"0.0.0.0/0","gw":"169.254.1.1"}],
                 "dns":{}}"""), JSON.readTree(answer.output()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"})
    void theResultHasTheFormOfTheConfigurationsVersion(String version) throws IOException {
        JsonNode result = JSON.readTree(protocol.answer(environment("ADD"), configuration(version)).output());

        assertEquals(version, result.path("cniVersion").asText());
        assertEquals(version.startsWith("0"), result.path("ips").get(0).has("version"));
        assertEquals(version.equals("1.1.0"), result.path("interfaces").get(0).has("mtu"));
    }

    @Test
    void versionListsWhatIsSupportedWithoutAConfiguration() throws IOException {
        CniProtocol.Answer answer = protocol.answer(Map.of("CNI_COMMAND", "VERSION"), "");

        assertEquals(0, answer.exit());
        assertEquals(JSON.readTree("{\"cniVersion\":\"1.1.0\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}"),
                JSON.readTree(answer.output()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", emptyValue = "", textBlock = """
            # what is wrong         | variable        | value        | code
            unknown command         | CNI_COMMAND     | REMOVE       | 4
            no command              | CNI_COMMAND     | ''           | 4
            no container            | CNI_CONTAINERID | ''           | 4
            container with a slash  | CNI_CONTAINERID | a/b          | 4
            container starts with - | CNI_CONTAINERID | -a           | 4
            no interface            | CNI_IFNAME      | ''           | 4
            interface too long      | CNI_IFNAME      | a-long-name-of-16 | 4
            interface with a colon  | CNI_IFNAME      | a:b          | 4
            interface is a dot      | CNI_IFNAME      | ..           | 4
            no namespace            | CNI_NETNS       | ''           | 4
            args without a value    | CNI_ARGS        | A=1;B        | 4
            no address left         | CNI_CONTAINERID | full         | 11
            kernel refuses          | CNI_CONTAINERID | broken       | 999
            """)
    void errorsHaveTheCodeOfTheSpecification(String what, String variable, String value, int code) throws IOException {
        Map<String, String> environment = environment("ADD");
        environment.put(variable, value == null ? "" : value);

        CniProtocol.Answer answer = protocol.answer(environment, configuration("1.1.0"));

        assertEquals(1, answer.exit(), what);
        JsonNode error = JSON.readTree(answer.output());
        assertEquals(code, error.path("code").asInt(), what);
        assertEquals("1.1.0", error.path("cniVersion").asText());
        assertFalse(error.path("msg").asText().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            not json                                              | 6
            [1]                                                   | 6
            {"cniVersion":"1.1.0","node":"a"}                     | 7
            {"cniVersion":"1.1.0","name":"a/b","node":"a"}        | 7
            {"cniVersion":"0.2.0","name":"marina","node":"a"}     | 1
            {"cniVersion":"9.0.0","name":"marina","node":"a"}     | 1
            {"name":"marina","node":"a"}                          | 1
            """)
    void aConfigurationThatCannotBeUsedIsRefusedByItsCode(String configuration, int code) throws IOException {
        CniProtocol.Answer answer = protocol.answer(environment("ADD"), configuration);

        assertEquals(1, answer.exit());
        assertEquals(code, JSON.readTree(answer.output()).path("code").asInt());
        assertTrue(plugin.calls.isEmpty());
    }

    @Test
    void deleteNeedsNoNamespaceAndPrintsNothing() {
        Map<String, String> environment = environment("DEL");
        environment.remove("CNI_NETNS");

        CniProtocol.Answer answer = protocol.answer(environment, configuration("1.0.0"));

        assertEquals(new CniProtocol.Answer(0, ""), answer);
        assertEquals(List.of("delete c1 "), plugin.calls);
    }

    @Test
    void checkNeedsThePreviousResultAndVersion04() throws IOException {
        String withResult = configuration("1.1.0").replaceFirst("}$", ",\"prevResult\":{}}");

        assertEquals(0, protocol.answer(environment("CHECK"), withResult).exit());
        assertEquals(7, code(protocol.answer(environment("CHECK"), configuration("1.1.0"))));
        assertEquals(1, code(protocol.answer(environment("CHECK"), withResult.replace("1.1.0", "0.3.1"))));
    }

    @Test
    void garbageCollectionKeepsTheListedAttachments() throws IOException {
        String configuration = configuration("1.1.0").replaceFirst("}$", ",\"cni.dev/valid-attachments\":[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}]}");

        assertEquals(0, protocol.answer(Map.of("CNI_COMMAND", "GC"), configuration).exit());
        assertEquals(List.of("collect acme+node-1 [Attachment[containerId=c1, interfaceName=eth0]]"), plugin.calls);
        assertEquals(1, code(protocol.answer(Map.of("CNI_COMMAND", "GC"), configuration.replace("1.1.0", "1.0.0"))));
    }

    @Test
    void statusSucceedsSilentlyOrSaysNotAvailable() throws IOException {
        assertEquals(new CniProtocol.Answer(0, ""), protocol.answer(Map.of("CNI_COMMAND", "STATUS"), configuration("1.1.0")));
        assertEquals(50, code(protocol.answer(Map.of("CNI_COMMAND", "STATUS"), configuration("1.1.0").replace("acme+node-1", "gone"))));
    }

    @Test
    void unknownFieldsOfTheConfigurationAreIgnoredAndArgsHandedOn() {
        Map<String, String> environment = environment("ADD");
        environment.put("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAME=web-0");

        assertEquals(0, protocol.answer(environment, configuration("1.1.0").replaceFirst("}$", ",\"new\":{\"thing\":1}}")).exit());
        assertTrue(plugin.calls.getFirst().contains("K8S_POD_NAME=web-0"));
    }

    private static int code(CniProtocol.Answer answer) throws IOException {
        return JSON.readTree(answer.output()).path("code").asInt();
    }

    private static Map<String, String> environment(String command) {
        return new HashMap<>(
                Map.of("CNI_COMMAND", command, "CNI_CONTAINERID", "c1", "CNI_NETNS", "/proc/7/ns/net", "CNI_IFNAME", "eth0", "CNI_PATH", "/opt/cni"));
    }

    private static String configuration(String version) {
        return "{\"cniVersion\":\"" + version + "\",\"name\":\"marina\",\"type\":\"marina-cni\",\"node\":\"acme+node-1\",\"socket\":\"/run/x\"}";
    }
}
