package dev.marina.scheduler.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingConditionsTest {

    private static ResourceClaim claim(String devices) {
        return Serialization.unmarshal("""
                metadata: {name: c}
                status:
                  allocation: {devices: {results: [{request: r, driver: d, pool: p, device: a, bindingConditions: [Ready, Cabled], bindingFailureConditions: [Broken]}]}}
                  devices: [%s]
                """.formatted(devices), ResourceClaim.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "                                                                                                      | Pending[]",
            "{driver: d, pool: p, device: a, conditions: [{type: Ready, status: 'True'}]}                          | Pending[]",
            "{driver: d, pool: p, device: a, conditions: [{type: Ready, status: 'True'}, {type: Cabled, status: 'False'}]} | Pending[]",
            "{driver: d, pool: p, device: a, conditions: [{type: Ready, status: 'True'}, {type: Cabled, status: 'True'}]}  | Ready[]",
            "{driver: d, pool: p, device: b, conditions: [{type: Ready, status: 'True'}, {type: Cabled, status: 'True'}]}  | Pending[]",
            "{driver: d, pool: p, device: a, conditions: [{type: Broken, status: 'False'}]}                        | Pending[]",
            "{driver: d, pool: p, device: a, conditions: [{type: Broken, status: 'True'}]}                         | Failed[why=claim c, device d/p/a: condition Broken is True]",
    })
    void allHaveToHoldAndNoneOfFailure(String devices, String expected) {
        assertEquals(expected, BindingConditions.of(List.of(claim(devices == null ? "" : devices))).toString());
    }

    @Test
    void aClaimThatLostItsDevicesIsNotWaitedFor() {
        ResourceClaim lost = Serialization.unmarshal("---\n{metadata: {name: c}, status: {}}", ResourceClaim.class);
        assertEquals(new BindingConditions.Failed("claim c got deallocated elsewhere in the meantime"), BindingConditions.of(List.of(lost)));
        assertEquals(new BindingConditions.Ready(), BindingConditions.of(List.of()));
    }
}
