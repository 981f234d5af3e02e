package dev.marina.console.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.console.Sample;
import io.fabric8.kubernetes.api.model.ConfigMap;

import org.junit.jupiter.api.Test;

class YamlTest {

    @Test
    void anObjectIsWrittenAsPeopleWriteIt() {
        ConfigMap object = Sample.of("""
                {apiVersion: v1, kind: ConfigMap, metadata: {name: c, managedFields: [{manager: kubectl}]}, data: {number: '7', text: "two\\nlines\\n", on: 'true'}}
                """, ConfigMap.class);

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
}
