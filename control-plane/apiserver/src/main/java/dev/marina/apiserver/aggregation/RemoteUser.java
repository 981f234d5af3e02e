package dev.marina.apiserver.aggregation;

import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.HeaderField;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Who asks, as the server of a further API is told. client-go's transport.SetAuthProxyHeaders
final class RemoteUser {

    /// Who asks when nobody does.
    static final List<HeaderField> AGGREGATOR = List.of(new HeaderField("X-Remote-User", "system:kube-aggregator"),
            new HeaderField("X-Remote-Group", "system:masters"));

    private RemoteUser() {}

    static List<HeaderField> of(Identity identity) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(field("X-Remote-User", identity.user()));
        if (!identity.uid().isEmpty()) {
            fields.add(field("X-Remote-Uid", identity.uid()));
        }
        identity.groups().forEach(group -> fields.add(field("X-Remote-Group", group)));
        identity.extra().forEach((key, values) -> values.forEach(value -> fields.add(field("X-Remote-Extra-" + name(key), value))));
        return fields;
    }

    /// A certificate may name anybody; what would end the field and begin another, or become another name on its way, is not passed on.
    private static HeaderField field(String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl) || !value.equals(value.strip())) {
            throw StatusException.badRequest(
                    "no server behind this one can be told of a user or group whose name has spaces around it or control characters in it");
        }
        // heads are written byte for byte
        return new HeaderField(name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /// Escaped as far as a field's name must be, `/` among others.
    private static String name(String key) {
        return URLEncoder.encode(key.toLowerCase(Locale.ROOT), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
