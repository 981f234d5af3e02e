package dev.marina.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Who belongs to a tenant, with which role (owner, developer, viewer): the content of the ConfigMap `members` in the
/// tenant's namespace of the management cluster. Tenancy writes it with every change of a membership; the API server's
/// authenticator reads it with every request made by a person's client certificate, so that a removal takes effect at once.
///
/// ConfigMap keys allow letters, digits, `-`, `_` and `.` only. A key is the lower-case e-mail address in UTF-8 where
/// every byte other than `a–z`, `0–9`, `-` and `.` is written as `_` and two hexadecimal digits (`@` is `_40`).
public record Members(Map<String, String> roleByEmail) {

    /// Name of the ConfigMap.
    public static final String NAME = "members";

    public Members {
        roleByEmail = Map.copyOf(roleByEmail);
    }

    public static Members of(Map<String, String> configMapData) {
        Map<String, String> roles = new LinkedHashMap<>();
        configMapData.forEach((key, role) -> email(key).ifPresent(email -> roles.put(email, role)));
        return new Members(roles);
    }

    /// The ConfigMap's data.
    public Map<String, String> data() {
        Map<String, String> data = new TreeMap<>();
        roleByEmail.forEach((email, role) -> data.put(key(email), role));
        return data;
    }

    public Optional<String> role(String email) {
        return Optional.ofNullable(roleByEmail.get(email.toLowerCase(Locale.ROOT)));
    }

    /// The group that a role of a tenant gives in Kubernetes, such as `marina:acme:owner`.
    public static String group(String tenant, String role) {
        return "marina:" + tenant + ":" + role;
    }

    public static String key(String email) {
        StringBuilder key = new StringBuilder();
        for (byte b : email.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)) {
            if (b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-' || b == '.') {
                key.append((char) b);
            } else {
                key.append('_').append("%02x".formatted(b & 0xff));
            }
        }
        return key.toString();
    }

    /// The address that [#key] was made from; empty for a text that it cannot have made.
    public static Optional<String> email(String key) {
        ByteBuffer bytes = ByteBuffer.allocate(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c != '_') {
                bytes.put((byte) c);
                continue;
            }
            if (i + 2 >= key.length()) {
                return Optional.empty();
            }
            int high = Character.digit(key.charAt(i + 1), 16);
            int low = Character.digit(key.charAt(i + 2), 16);
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            String email = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(bytes.flip()).toString();
            return key(email).equals(key) ? Optional.of(email) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
