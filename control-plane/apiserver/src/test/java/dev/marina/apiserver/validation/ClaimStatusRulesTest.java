package dev.marina.apiserver.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a driver may say of the devices that a claim has.
class ClaimStatusRulesTest {

    private static final String ALLOCATED = "'allocation': {'devices': {'results': [{'request': 'r', 'driver': 'gpu.example.com', 'pool': 'p', 'device': 'd'}]}}";

    private static String problems(String more) {
        String device = "{'driver': 'gpu.example.com', 'pool': 'p', 'device': 'd'%s}".formatted(more.isEmpty() ? "" : ", " + more);
        Document claim = claim("%s, 'devices': [%s]".formatted(ALLOCATED, device));
        return ClaimStatusRules.check(claim, claim(ALLOCATED)).stream().map(each -> each.field() + ": " + each.message()).collect(Collectors.joining("; "));
    }

    private static Document claim(String status) {
        return Document.parse("{'spec': {'devices': {'requests': [{'name': 'r'}]}}, 'status': {%s}}".formatted(status).replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aDriverSaysWhatItKnowsOfADevice() {
        assertEquals("", problems("'conditions': [{'type': 'example.com/Ready', 'status': 'True'}], 'data': {'any': {'thing': [1]}}, "
                + "'networkData': {'interfaceName': 'net1', 'ips': ['10.0.0.1/24']}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'conditions': [{'type': 'no type', 'status': 'True'}]                        | status.devices[0].conditions[0].type: Invalid value: \"no type\"",
            "'conditions': [{'type': 'A', 'status': 'Perhaps'}]                           | status.devices[0].conditions[0].status: Unsupported value: \"Perhaps\"",
            "'conditions': [{'type': 'A', 'status': 'True'}, {'type': 'A', 'status': 'True'}] | status.devices[0].conditions[1]: Duplicate value: \"A\"",
            "'data': 'text'                                                               | status.devices[0].data: Invalid value",
            "'networkData': {'ips': ['10.0.0.1/24', '10.0.0.1/24']}                       | status.devices[0].networkData.ips[1]: Duplicate value",
    })
    void whatCannotBeSaidIsRefusedByItsField(String more, String problem) {
        assertTrue(problems(more).contains(problem), problems(more));
    }

    @Test
    void whatIsSaidIsBounded() {
        assertTrue(problems("'data': {'a': '%s'}".formatted("x".repeat(11_000))).contains("status.devices[0].data: Too long: may not be more than 10240"));
        String conditions = "{'type': 'A', 'status': 'True'},".repeat(9);
        assertTrue(problems("'conditions': [%s]".formatted(conditions.substring(0, conditions.length() - 1)))
                .contains("status.devices[0].conditions: Too many: 9: must have at most 8 items"));
        assertTrue(problems("'networkData': {'interfaceName': '%s'}".formatted("x".repeat(257))).contains("networkData.interfaceName: Too long"));
    }
}
