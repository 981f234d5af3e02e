package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartRenderTest {

    @TempDir
    Path work;

    @BeforeEach
    void aChart() throws IOException {
        chart("chart", "shop");
        write("chart/templates/map.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "{{ .Release.Name }}-map", namespace: "{{ .Release.Namespace }}"}
                data: {color: "{{ .Values.color }}", kubernetes: "{{ .Capabilities.KubeVersion.Version }}"}
                """);
        write("chart/templates/hook.yaml", """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: {{ .Release.Name }}-migrate
                  annotations:
                    "helm.sh/hook": pre-install,pre-upgrade
                    "helm.sh/hook-weight": "-5"
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}
                """);
        write("chart/crds/made.yaml", "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.org}}");
    }

    private void chart(String directory, String name) throws IOException {
        write(directory + "/Chart.yaml", "{apiVersion: v2, name: %s, version: 1.2.3}".formatted(name));
        write(directory + "/values.yaml", "color: red");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(work.resolve(file).getParent());
        Files.writeString(work.resolve(file), text);
    }

    private ObjectNode rendered(String values) throws IOException, InterruptedException {
        return new ChartRender(work.resolve("chart"), work).of("web", "prod", values);
    }

    private static JsonNode find(ObjectNode made, String kind) {
        return made.path("objects").valueStream().filter(object -> object.path("kind").asText().equals(kind)).findFirst().orElseThrow();
    }

    private String refused(String values) {
        return assertThrows(BuildFailure.class, () -> rendered(values)).getMessage();
    }

    @Test
    void hooksAndDefinitionsAreAmongWhatIsRendered() throws IOException, InterruptedException {
        ObjectNode made = rendered("color: blue");

        assertEquals("1.2.3", made.at("/chart/version").asText());
        assertEquals("blue", made.at("/values/color").asText());
        assertEquals("blue", find(made, "ConfigMap").at("/data/color").asText());
        assertEquals("v1.36.0", find(made, "ConfigMap").at("/data/kubernetes").asText());
        assertEquals("prod", find(made, "ConfigMap").at("/metadata/namespace").asText());
        assertEquals("pre-install,pre-upgrade", find(made, "Job").at("/metadata/annotations").path("helm.sh/hook").asText());
        assertEquals("-5", find(made, "Job").at("/metadata/annotations").path("helm.sh/hook-weight").asText());
        assertEquals("things.example.org", find(made, "CustomResourceDefinition").at("/metadata/name").asText());
    }

    @Test
    void chartsThatComePackedHaveTheirHooksToo() throws IOException, InterruptedException {
        chart("sub/db", "db");
        write("sub/db/templates/hook.yaml", """
                {apiVersion: v1, kind: Pod, metadata: {name: "{{ .Release.Name }}-db", annotations: {"helm.sh/hook": post-install}}, spec: {}}""");
        Files.createDirectories(work.resolve("chart/charts"));
        Tool.output(List.of("tar", "--create", "--gzip", "--file", work.resolve("chart/charts/db-1.2.3.tgz").toString(), "--directory",
                work.resolve("sub").toString(), "db"));

        assertEquals("post-install", find(rendered(""), "Pod").at("/metadata/annotations").path("helm.sh/hook").asText());
    }

    @Test
    void whyATemplateFailsIsSaid() throws IOException {
        write("chart/templates/wrong.yaml", "{{ required \"a colour is needed\" .Values.colour }}");
        assertTrue(refused("").contains("a colour is needed"), refused(""));
        write("chart/templates/wrong.yaml", "{{ include \"nobody\" . }}");
        assertTrue(refused("").contains("nobody"));
        write("chart/templates/wrong.yaml", "a: [");
        assertTrue(refused("").contains("wrong.yaml"), refused(""));
    }

    @Test
    void aChartThatAsksAClusterIsToldThatThereIsNone() throws IOException {
        write("chart/templates/asks.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: asks}
                data: {there: "{{ if (lookup "v1" "Secret" .Release.Namespace "password") }}yes{{ else }}no{{ end }}"}
                """);

        assertTrue(refused("").startsWith("the chart asks a cluster by `lookup`, and is rendered without one; set what it looks for in the values: "),
                refused(""));
    }

    @Test
    void templatesThatCallThemselvesEnd() throws IOException {
        write("chart/templates/wrong.yaml", "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}");

        assertTrue(refused("").contains("nested"), refused(""));
    }

    @Test
    void whatBecomesTooLargeIsRefused() throws IOException {
        write("chart/templates/large.yaml", "a: \"{{ range $i := until 2000000 }}0123456789{{ end }}\"");

        assertTrue(refused("").contains("it must be 16777216 at most"), refused(""));
    }

    @Test
    void aLinkIsRefused() throws IOException {
        Files.createSymbolicLink(work.resolve("chart/templates/passwd.yaml"), Path.of("/etc/passwd"));

        assertEquals("the chart has the link templates/passwd.yaml; links are not followed", refused(""));
    }

    @Test
    void anArchiveThatBecomesLargeIsNotUnpacked() throws IOException {
        Path bomb = work.resolve("bomb.tgz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 65; i++) {
                out.write(zeros);
            }
        }
        Path into = work.resolve("unpacked");

        assertTrue(assertThrows(BuildFailure.class, () -> ChartArchive.unpack(bomb, into)).getMessage().contains("when it is unpacked"));
        assertTrue(Files.notExists(into));
    }

    @Test
    void whatIsNoObjectIsNoValues() {
        assertEquals("the values must be one object", refused("[1]"));
    }
}
