package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Gives every pod a service account and, unless told otherwise, a token of it at the usual place.
/// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller
final class ServiceAccountAdmission implements AdmissionPlugin.Mutating {

    private static final GroupResource SERVICE_ACCOUNTS = new GroupResource("", "serviceaccounts");
    private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int TOKEN_SECONDS = 3607;

    private final RandomGenerator random;

    ServiceAccountAdmission(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String name() {
        return "ServiceAccount";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("pods");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Document pod = request.object();
        String account = pod.text("spec", "serviceAccountName");
        String name = account.isEmpty() ? "default" : account;
        Optional<Stored> stored = request.view().image().find(new ObjectKey(request.view().cluster(), SERVICE_ACCOUNTS, request.namespace(), name));
        Document serviceAccount = stored.map(found -> Document.parse(found.bytes())).orElseThrow(() -> StatusException.forbidden(
                request.resource(), request.name(),
                "error looking up service account %s/%s: serviceaccount \"%s\" not found".formatted(request.namespace(), name, name)));
        return pod.edited(node -> {
            ObjectNode spec = node.withObject("/spec");
            spec.put("serviceAccountName", name).put("serviceAccount", name);
            if (!spec.has("imagePullSecrets") && serviceAccount.at("imagePullSecrets").isArray()) {
                spec.set("imagePullSecrets", serviceAccount.at("imagePullSecrets"));
            }
            if (wantsToken(pod, serviceAccount)) {
                mountToken(spec);
            }
        });
    }

    private static boolean wantsToken(Document pod, Document serviceAccount) {
        JsonNode ofPod = pod.at("spec", "automountServiceAccountToken");
        return ofPod.isBoolean() ? ofPod.asBoolean() : serviceAccount.at("automountServiceAccountToken").asBoolean(true);
    }

    private void mountToken(ObjectNode spec) {
        String volume = "";
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) {
                if (mountsToken(container)) {
                    continue;
                }
                if (volume.isEmpty()) {
                    volume = "kube-api-access-" + suffix();
                }
                withArray((ObjectNode) container, "volumeMounts").addObject().put("name", volume).put("readOnly", true).put("mountPath", TOKEN_PATH);
            }
        }
        if (!volume.isEmpty()) {
            withArray(spec, "volumes").add(volume(volume));
        }
    }

    private static ArrayNode withArray(ObjectNode node, String field) {
        return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
    }

    private static boolean mountsToken(JsonNode container) {
        return container.path("volumeMounts").valueStream().anyMatch(mount -> mount.path("mountPath").asText().equals(TOKEN_PATH));
    }

    private static ObjectNode volume(String name) {
        ObjectNode volume = Document.mapper().createObjectNode();
        volume.put("name", name);
        ObjectNode projected = volume.putObject("projected");
        projected.put("defaultMode", 0644);
        ArrayNode sources = projected.putArray("sources");
        sources.addObject().putObject("serviceAccountToken").put("expirationSeconds", TOKEN_SECONDS).put("path", "token");
        ObjectNode authority = sources.addObject().putObject("configMap");
        authority.put("name", "kube-root-ca.crt").putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        sources.addObject().putObject("downwardAPI").putArray("items").addObject().put("path", "namespace")
                .putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
        return volume;
    }

    private String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            suffix.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return suffix.toString();
    }
}
