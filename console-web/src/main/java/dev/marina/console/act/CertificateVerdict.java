package dev.marina.console.act;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What `kubectl certificate` says of a request for a certificate.
final class CertificateVerdict {

    private CertificateVerdict() {}

    /// @param type Approved or Denied
    static Request of(Subject request, String type) {
        ObjectNode whole = request.object().deepCopy();
        ObjectNode status = whole.withObjectProperty("status");
        ArrayNode conditions = status.withArrayProperty("conditions");
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        conditions.addObject().put("type", type).put("status", "True").put("reason", "MarinaConsole" + type)
                .put("message", "This CSR was %s in Marina's console.".formatted(type.toLowerCase(java.util.Locale.ROOT))).put("lastUpdateTime", now);
        return new Request("PUT", request.path() + "/approval", "application/json", whole.toString());
    }
}
