package dev.marina.apiserver.podsecurity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSecurityStandardsTest {

    private static final Path FILES = Path.of("src/test/resources/dev/marina/apiserver/podsecurity");

    /// `-Drewrite` writes the output anew.
    @Test
    void violationsAreThoseOfTheFile() throws IOException {
        StringBuilder actual = new StringBuilder();
        try (MappingIterator<ObjectNode> pods = new YAMLMapper().readerFor(ObjectNode.class).readValues(FILES.resolve("pods.input.yaml").toFile())) {
            pods.forEachRemaining(pod -> {
                actual.append("# ").append(pod.path("metadata").path("name").asText()).append('\n');
                for (Level level : List.of(Level.BASELINE, Level.RESTRICTED)) {
                    actual.append(level).append(": ").append(text(new LevelVersion(level, LevelVersion.LATEST), Document.of(pod))).append('\n');
                }
            });
        }
        Path output = FILES.resolve("pods.output.txt");
        if (System.getProperty("rewrite") != null) {
            Files.writeString(output, actual);
        }
        assertEquals(Files.readString(output), actual.toString());
    }

    private static String text(LevelVersion level, Document pod) {
        return Violation.text(PodSecurityStandards.violations(level, pod.at("metadata"), pod.at("spec")));
    }

    /// A version of the standards and whether a pod passes that sets nothing but what stands in the spec.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "baseline|33|{'containers':[{'name':'c','livenessProbe':{'httpGet':{'host':'10.0.0.1'}}}]}|",
            "baseline|34|{'containers':[{'name':'c','livenessProbe':{'httpGet':{'host':'10.0.0.1'}}}]}|probe or lifecycle host",
            "baseline|26|{'securityContext':{'sysctls':[{'name':'net.ipv4.ip_local_reserved_ports'}]}}|forbidden sysctls",
            "baseline|27|{'securityContext':{'sysctls':[{'name':'net.ipv4.ip_local_reserved_ports'}]}}|",
            "baseline|30|{'securityContext':{'seLinuxOptions':{'type':'container_engine_t'}}}|seLinuxOptions",
            "baseline|31|{'securityContext':{'seLinuxOptions':{'type':'container_engine_t'}}}|",
            "baseline|34|{'hostUsers':false,'containers':[{'name':'c','securityContext':{'procMount':'Unmasked'}}]}|procMount",
            "baseline|35|{'hostUsers':false,'containers':[{'name':'c','securityContext':{'procMount':'Unmasked'}}]}|",
            "restricted|7|{'containers':[{'name':'c'}]}|runAsNonRoot != true",
            "restricted|8|{'containers':[{'name':'c'}]}|allowPrivilegeEscalation != false, runAsNonRoot != true",
            "restricted|19|{'containers':[{'name':'c'}]}|allowPrivilegeEscalation != false, runAsNonRoot != true, seccompProfile",
            "restricted|22|{'containers':[{'name':'c'}]}|allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile",
            "restricted|25|{'os':{'name':'windows'},'containers':[{'name':'c'}]}|runAsNonRoot != true",
            "restricted|35|{'hostUsers':false,'os':{'name':'windows'},'containers':[{'name':'c','securityContext':{'runAsUser':0}}]}|",
    })
    void theStandardsAreThoseOfTheirVersion(String level, int minor, String spec, String reasons) {
        Document pod = Document.parse("{\"metadata\":{},\"spec\":%s}".formatted(spec.replace('\'', '"')).getBytes(StandardCharsets.UTF_8));
        LevelVersion wanted = new LevelVersion(Level.find(level).orElseThrow(), minor);
        assertEquals(Optional.ofNullable(reasons).orElse(""), Violation.reasons(PodSecurityStandards.violations(wanted, pod.at("metadata"), pod.at("spec"))));
    }

    /// Labels (without their prefix) and what they ask for: enforce, audit, warn.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "enforce=baseline|baseline:latest privileged:latest baseline:latest|",
            "enforce=restricted,enforce-version=v1.24|restricted:v1.24 privileged:latest restricted:v1.24|",
            "enforce=restricted,warn=baseline,warn-version=v1.2|restricted:latest privileged:latest baseline:v1.2|",
            "enforce=baseline,warn-version=v1.2|baseline:latest privileged:latest baseline:v1.2|",
            "audit=restricted|privileged:latest restricted:latest privileged:latest|",
            "enforce=strict|restricted:latest privileged:latest privileged:latest"
                    + "|metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\": must be one of privileged, baseline, restricted",
            "warn=baseline,warn-version=1.2|privileged:latest privileged:latest baseline:latest"
                    + "|metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: \"1.2\": must be \"latest\" or \"v1.x\"",
    })
    void labelsSayWhatIsAskedFor(String labels, String modes, String error) {
        Map<String, String> all = new java.util.HashMap<>();
        for (String label : labels.split(",")) {
            all.put("pod-security.kubernetes.io/" + label.split("=")[0], label.split("=")[1]);
        }
        NamespacePolicy policy = NamespacePolicy.of(all);
        assertEquals(modes, "%s %s %s".formatted(policy.enforce(), policy.audit(), policy.warn()));
        assertEquals(Optional.ofNullable(error).stream().toList(), policy.errors().stream().map(each -> each.field() + ": " + each.message()).toList());
    }
}
