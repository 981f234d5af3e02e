package dev.marina.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelReadingTest {

    @Test
    void aListThatIsNullIsRead() {
        EndpointSlice slice = ModelReading.serialization().unmarshal(
                "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\",\"endpoints\":null,\"ports\":null}", EndpointSlice.class);

        assertEquals(List.of(), slice.getEndpoints());
        assertEquals(List.of(), slice.getPorts());
    }

    /// Who took the one for the other would remove every node of a machine whose object is new.
    @Test
    void nobodyHavingSaidWhichNodesAMachineHasIsNotReadAsNone() {
        for (String unsaid : List.of("{}", "{\"nodes\":null}")) {
            assertNull(ModelReading.serialization().unmarshal("{\"spec\":%s}".formatted(unsaid), Machine.class).getSpec().nodes(), unsaid);
        }
        assertEquals(List.of(), ModelReading.serialization().unmarshal("{\"spec\":{\"nodes\":[]}}", Machine.class).getSpec().nodes());
    }

    @Test
    void whoManagesAFieldIsNotRead() {
        ConfigMap map = ModelReading.serialization().unmarshal("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","managedFields":[{"manager":"kubectl","fieldsV1":{"f:data":{}}}]},
                 "data":{"managedFields":"its own"}}""", ConfigMap.class);

        assertEquals(List.of(), map.getMetadata().getManagedFields());
        assertEquals(Map.of(), map.getMetadata().getAdditionalProperties());
        assertEquals(Map.of("managedFields", "its own"), map.getData());
    }
}
