package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import java.util.Base64;

/// Where a list in pages goes on, and at which version. Version 0: at the current one, after the exact one was forgotten.
record ContinueToken(ResourceVersion version, String namespace, String name) {

    String encode() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(
                Document.empty().with(version.value(), "rv").with(namespace, "ns").with(name, "n").bytes());
    }

    static ContinueToken parse(String text) {
        try {
            Document token = Document.parse(Base64.getUrlDecoder().decode(text));
            if (!token.has("rv") || !token.has("n")) {
                throw StatusException.badRequest("continue key is not valid");
            }
            return new ContinueToken(new ResourceVersion(token.at("rv").asLong()), token.text("ns"), token.text("n"));
        } catch (IllegalArgumentException | Document.MalformedDocument e) {
            throw StatusException.badRequest("continue key is not valid: " + e.getMessage());
        }
    }
}
