package dev.marina.apiserver.admission.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.StatusException.StatusCause;
import dev.marina.apiserver.admission.matching.ShownRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An AdmissionReview as a webhook gets it, and its answer. apiserver's pkg/admission/plugin/webhook/request/admissionreview.go
record Review(String uid, String version, byte[] body) {

    private static final String GROUP = "admission.k8s.io/";

    static Review of(ShownRequest shown, String version) {
        String uid = UUID.randomUUID().toString();
        ObjectNode review = Document.mapper().createObjectNode().put("kind", "AdmissionReview").put("apiVersion", GROUP + version);
        ObjectNode request = review.putObject("request").put("uid", uid);
        request.setAll(shown.json());
        request.set("object", orNull(shown.object()));
        request.set("oldObject", orNull(shown.oldObject()));
        return new Review(uid, version, Document.of(review).bytes());
    }

    private static JsonNode orNull(JsonNode node) {
        return node.isMissingNode() ? Document.mapper().nullNode() : node;
    }

    /// What a webhook says.
    ///
    /// @param refusal empty where it allows
    /// @param patch of the object; empty where it leaves it as it is
    record Response(Optional<StatusException> refusal, Optional<byte[]> patch, List<String> warnings, Map<String, String> annotations) {}

    /// An answer that is none, in upstream's words.
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    Response read(byte[] answer, String webhook, boolean mutating) throws Malformed {
        JsonNode root;
        try {
            root = Document.mapper().readTree(answer);
        } catch (IOException e) {
            throw new Malformed("the answer is no JSON");
        }
        JsonNode response = root.path("response");
        if (!response.isObject()) {
            throw new Malformed("webhook response was absent");
        }
        if (version.equals("v1")) {
            checkOrigin(root, response);
        }
        Optional<byte[]> patch = patch(response, mutating);
        List<String> warnings = new ArrayList<>();
        response.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        Map<String, String> annotations = new LinkedHashMap<>();
        response.path("auditAnnotations").properties().forEach(entry -> annotations.put(webhook + "/" + entry.getKey(), entry.getValue().asText()));
        return new Response(response.path("allowed").asBoolean() ? Optional.empty() : Optional.of(refusal(webhook, response.path("status"))), patch, warnings,
                annotations);
    }

    private void checkOrigin(JsonNode root, JsonNode response) throws Malformed {
        if (!response.path("uid").asText().equals(uid)) {
            throw new Malformed("expected response.uid=\"%s\", got \"%s\"".formatted(uid, response.path("uid").asText()));
        }
        if (!root.path("apiVersion").asText().equals(GROUP + version) || !root.path("kind").asText().equals("AdmissionReview")) {
            throw new Malformed("expected webhook response of %s%s, Kind=AdmissionReview, got %s, Kind=%s".formatted(GROUP, version,
                    root.path("apiVersion").asText(), root.path("kind").asText()));
        }
    }

    private Optional<byte[]> patch(JsonNode response, boolean mutating) throws Malformed {
        String patch = response.path("patch").asText("");
        String type = response.path("patchType").asText("");
        boolean typed = response.hasNonNull("patchType");
        if (!mutating) {
            if (!patch.isEmpty() && version.equals("v1")) {
                throw new Malformed("validating webhook may not return response.patch");
            }
            if (typed && version.equals("v1")) {
                throw new Malformed("validating webhook may not return response.patchType");
            }
            return Optional.empty();
        }
        if (version.equals("v1")) {
            if (!patch.isEmpty() && !typed) {
                throw new Malformed("webhook returned response.patch but not response.patchType");
            }
            if (patch.isEmpty() && typed) {
                throw new Malformed("webhook returned response.patchType but not response.patch");
            }
            if (typed && !type.equals("JSONPatch")) {
                throw new Malformed("unsupported patch type \"%s\"".formatted(type));
            }
        }
        try {
            return patch.isEmpty() ? Optional.empty() : Optional.of(Base64.getDecoder().decode(patch));
        } catch (IllegalArgumentException e) {
            throw new Malformed("received undecodable patch in webhook response: illegal base64 data");
        }
    }

    /// ToStatusErr in apiserver's pkg/admission/plugin/webhook/errors/statuserror.go
    private static StatusException refusal(String webhook, JsonNode status) {
        String denied = "admission webhook \"%s\" denied the request".formatted(webhook);
        String message = status.path("message").asText("");
        String reason = status.path("reason").asText("");
        String told = !message.isEmpty() ? denied + ": " + message : !reason.isEmpty() ? denied + ": " + reason : denied + " without explanation";
        JsonNode details = status.path("details");
        List<StatusCause> causes = new ArrayList<>();
        details.path("causes").forEach(cause -> causes.add(new StatusCause(cause.path("reason").asText(), cause.path("message").asText(),
                cause.path("field").asText())));
        int code = status.path("code").asInt();
        return new StatusException(code < 400 || code > 599 ? 400 : code, reason, told, details.isObject()
                ? new StatusException.Details(details.path("name").asText(), details.path("group").asText(), details.path("kind").asText(),
                        details.path("uid").asText(), causes, details.path("retryAfterSeconds").asInt())
                : StatusException.Details.NONE);
    }
}
