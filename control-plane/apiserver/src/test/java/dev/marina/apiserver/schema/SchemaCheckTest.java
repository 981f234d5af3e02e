package dev.marina.apiserver.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {

    private static SchemaCheck.Result check(String json) {
        return SchemaCheck.check(Submission.clean(Document.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))),
                new Schema.Ref("", "io.k8s.api.core.v1.Pod"), BuiltinSchemas.load());
    }

    @Test
    void unknownFieldsAreNamedAndPruned() {
        SchemaCheck.Result result = check("{'kind':'Pod','apiVersion':'v1','spec':{'foo':1,'containers':[{'name':'a','bar':2}]}}");

        assertEquals(List.of("unknown field \"spec.foo\"", "unknown field \"spec.containers[0].bar\""), result.problems().warnings());
        assertEquals("strict decoding error: unknown field \"spec.foo\", unknown field \"spec.containers[0].bar\"", result.problems().strictMessage());
        assertFalse(result.document().has("spec", "foo"));
    }

    @Test
    void nullsAreDropped() {
        assertFalse(check("{'kind':'Pod','apiVersion':'v1','metadata':{'creationTimestamp':null}}").document().at("metadata").has("creationTimestamp"));
    }

    @Test
    void aValueOfTheWrongTypeIsRefusedWithItsPlace() {
        StatusException refused = assertThrows(StatusException.class,
                () -> check("{'kind':'Pod','apiVersion':'v1','spec':{'containers':[{'name':5}]}}"));

        assertEquals("Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field "
                + "Container.spec.containers.name of type string", refused.getMessage());
    }

    @Test
    void quantitiesAndPortsMayBeNumbersOrTexts() {
        SchemaCheck.Result result = check("""
                {'kind':'Pod','apiVersion':'v1','spec':{'containers':[{'name':'a','resources':{'limits':{'cpu':1,'memory':'1Gi'}},
                 'readinessProbe':{'httpGet':{'port':'web'}},'livenessProbe':{'httpGet':{'port':80}}}]}}""");

        assertTrue(result.problems().none());
    }
}
