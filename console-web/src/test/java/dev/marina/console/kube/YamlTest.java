package dev.marina.console.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class YamlTest {

    @Test
    void anObjectIsWrittenAsPeopleWriteIt() throws Exception {
        var object = new ObjectMapper().readTree("""
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "managedFields": [{"manager": "kubectl"}]},
                 "data": {"number": "7", "text": "two\\nlines\\n", "on": "true"}}
                """);

        assertEquals("""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c
                data:
                  number: "7"
                  text: |
                    two
                    lines
                  "on": "true"
                """, Yaml.of(object));
    }

    @Test
    void twoObjectsAreTheSameTextWhateverOrderTheyCameIn() throws Exception {
        ObjectMapper json = new ObjectMapper();

        assertEquals("a:\n- c: 1\n  d: 2\nb: 1\n", Yaml.sorted(json.readTree("{\"b\":1,\"a\":[{\"d\":2,\"c\":1}]}")));
    }
}
