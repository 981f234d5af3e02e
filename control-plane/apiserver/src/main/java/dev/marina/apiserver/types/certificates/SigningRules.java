package dev.marina.apiserver.types.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.pki.Pem;
import dev.marina.apiserver.pki.SigningRequest;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.validation.Errors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// pkg/apis/certificates/validation/validation.go
final class SigningRules {

    private static final String LEGACY = "kubernetes.io/legacy-unknown";
    private static final long SHORTEST_SECONDS = 600;
    private static final int LONGEST_SIGNER_DOMAIN = 253;
    private static final Set<String> ONLY_TRUE = Set.of("Approved", "Denied", "Failed");
    private static final String[] USAGES = {"any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
            "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement",
            "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"};
    private static final String SIGNER = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+/[a-z0-9]([-a-z0-9]*[a-z0-9])?"
            + "(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

    private SigningRules() {}

    static void request(Errors errors, JsonNode spec) {
        try {
            SigningRequest.parse(new String(Base64.getDecoder().decode(spec.path("request").asText("")), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            errors.invalid("spec.request", spec.path("request"), String.valueOf(e.getMessage()));
        }
        usages(errors, spec.path("usages"));
        signer(errors, spec.path("signerName").asText(""));
        if (spec.path("expirationSeconds").isNumber() && spec.path("expirationSeconds").asLong() < SHORTEST_SECONDS) {
            errors.invalid("spec.expirationSeconds", spec.path("expirationSeconds").asLong(),
                    "may not specify a duration less than 600 seconds (10 minutes)");
        }
    }

    private static void usages(Errors errors, JsonNode usages) {
        if (usages.isEmpty()) {
            errors.required("spec.usages");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < usages.size(); i++) {
            String usage = usages.get(i).asText();
            if (!List.of(USAGES).contains(usage)) {
                errors.notSupported("spec.usages[" + i + "]", usage, USAGES);
            }
            if (!seen.add(usage)) {
                errors.duplicate("spec.usages[" + i + "]", usage);
            }
        }
    }

    private static void signer(Errors errors, String signer) {
        if (signer.isEmpty()) {
            errors.required("spec.signerName");
        } else if (signer.equals(LEGACY)) {
            errors.invalid("spec.signerName", signer, "the legacy signerName is not allowed via this API version");
        } else if (!signer.matches(SIGNER) || signer.indexOf('/') > LONGEST_SIGNER_DOMAIN) {
            errors.invalid("spec.signerName", signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
        }
    }

    /// @param approval whether this path may approve and deny; the other one may add a certificate
    static List<FieldError> status(Document object, Document stored, boolean approval) {
        Errors errors = new Errors();
        conditions(errors, object.at("status", "conditions"));
        for (String type : List.of("Approved", "Denied", "Failed")) {
            changes(errors, type, of(stored, type), of(object, type), approval || type.equals("Failed"));
        }
        String before = stored.text("status", "certificate");
        String now = object.text("status", "certificate");
        if (!now.equals(before)) {
            if (!before.isEmpty()) {
                errors.forbidden("status.certificate", "updates may not modify existing certificate content");
            }
            certificate(errors, now);
        }
        return errors.found();
    }

    private static void conditions(Errors errors, JsonNode conditions) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            String path = "status.conditions[" + i + "]";
            String type = conditions.get(i).path("type").asText("");
            if (type.isEmpty()) {
                errors.required(path + ".type");
            }
            String[] allowed = ONLY_TRUE.contains(type) ? new String[] {"True"} : new String[] {"False", "True", "Unknown"};
            errors.oneOf(path + ".status", conditions.get(i).path("status").asText(""), allowed);
            if (type.equals("Approved") && seen.contains("Denied") || type.equals("Denied") && seen.contains("Approved")) {
                errors.invalid("status.conditions", type, "Approved and Denied conditions are mutually exclusive");
            }
            if (!seen.add(type)) {
                errors.duplicate(path + ".type", type);
            }
        }
    }

    private static List<JsonNode> of(Document object, String type) {
        return object.at("status", "conditions").valueStream().filter(condition -> condition.path("type").asText().equals(type)).toList();
    }

    private static void changes(Errors errors, String type, List<JsonNode> before, List<JsonNode> now, boolean allowed) {
        if (now.size() < before.size()) {
            errors.forbidden("status.conditions", "updates may not remove a condition of type \"%s\"".formatted(type));
        } else if (!allowed && now.size() > before.size()) {
            errors.forbidden("status.conditions", "updates may not add a condition of type \"%s\"".formatted(type));
        } else if (!allowed && !now.equals(before)) {
            errors.forbidden("status.conditions", "updates may not modify a condition of type \"%s\"".formatted(type));
        }
    }

    private static void certificate(Errors errors, String encoded) {
        List<String> blocks = new ArrayList<>();
        try {
            String pem = new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
            int at = pem.indexOf("-----BEGIN ");
            while (at >= 0) {
                int next = pem.indexOf("-----BEGIN ", at + 1);
                blocks.add(pem.substring(at, next < 0 ? pem.length() : next));
                at = next;
            }
            for (String block : blocks) {
                if (!block.startsWith("-----BEGIN CERTIFICATE-----")) {
                    throw new IllegalArgumentException("only CERTIFICATE PEM blocks are allowed, found \"%s\"".formatted(
                            block.substring("-----BEGIN ".length(), Math.max("-----BEGIN ".length(), block.indexOf("-----", "-----BEGIN ".length())))));
                }
                Pem.certificate(block);
            }
            if (blocks.isEmpty()) {
                throw new IllegalArgumentException("must contain at least one CERTIFICATE PEM block");
            }
        } catch (IllegalArgumentException e) {
            errors.invalid("status.certificate", "<certificate data>", String.valueOf(e.getMessage()));
        }
    }
}
