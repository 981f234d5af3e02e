package dev.marina.controllers.addon;

import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.Types;
import dev.marina.model.AddOn;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the Secret `<add-on>-admin` holds: the administrator's password and those of two users, of whom applications are told one. While the other one's is
/// changed theirs goes on being good.
///
/// @param active `a` or `b`: whom applications are told
/// @param renewed id of the rotation for which the other one's password was made
/// @param target whom applications are told once that rotation is through
/// @param revoked id of the rotation after which the former one's password was thrown away
record Passwords(String admin, String a, String b, String active, String renewed, String target, String revoked) {

    static final String RENEWED = "apps.marina.dev/renewed-for";
    static final String TARGET = "apps.marina.dev/target";
    static final String REVOKED = "apps.marina.dev/revoked-for";

    static String secret(AddOn addOn) {
        return addOn.getMetadata().getName() + "-admin";
    }

    static Passwords fresh(Supplier<String> random) {
        return new Passwords(random.get(), random.get(), random.get(), "a", "", "", "");
    }

    /// Empty where a password is missing.
    static Optional<Passwords> of(Secret secret) {
        Map<String, String> data = Optional.ofNullable(secret.getData()).orElse(Map.of());
        Map<String, String> notes = Optional.ofNullable(secret.getMetadata().getAnnotations()).orElse(Map.of());
        String active = text(data, "active");
        Passwords read = new Passwords(text(data, "admin"), text(data, "a"), text(data, "b"), active.equals("b") ? "b" : "a", notes.getOrDefault(RENEWED, ""),
                notes.getOrDefault(TARGET, ""), notes.getOrDefault(REVOKED, ""));
        return read.admin.isEmpty() || read.a.isEmpty() || read.b.isEmpty() ? Optional.empty() : Optional.of(read);
    }

    private static String text(Map<String, String> data, String key) {
        try {
            return new String(Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    String password() {
        return active.equals("a") ? a : b;
    }

    Passwords renew(String password, String id) {
        return active.equals("a") ? new Passwords(admin, a, password, active, id, "b", revoked) : new Passwords(admin, password, b, active, id, "a", revoked);
    }

    boolean switched() {
        return active.equals(target);
    }

    Passwords switchOver() {
        return new Passwords(admin, a, b, target, renewed, target, revoked);
    }

    Passwords revoke(String password, String id) {
        return active.equals("a")
                ? new Passwords(admin, a, password, active, renewed, target, id)
                : new Passwords(admin, password, b, active, renewed, target, id);
    }

    /// @param before the Secret as it was read; null where there is none
    Secret in(Secret before, AddOn addOn) {
        SecretBuilder builder = before == null
                ? new SecretBuilder().withNewMetadata().withName(secret(addOn)).withNamespace(addOn.getMetadata().getNamespace())
                        .withLabels(AddOnParts.labels(addOn)).withOwnerReferences(Owners.controllerReference(Types.ADD_ONS, addOn)).endMetadata()
                        .withType("Opaque")
                : new SecretBuilder(before);
        Map<String, String> notes = new HashMap<>(Map.of(RENEWED, renewed, TARGET, target, REVOKED, revoked));
        notes.values().removeIf(String::isEmpty);
        return builder.withData(Map.of("admin", encoded(admin), "a", encoded(a), "b", encoded(b), "active", encoded(active))).editMetadata()
                .addToAnnotations(notes).endMetadata().build();
    }

    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A record would show them.
    @Override
    public String toString() {
        return "Passwords[***, active=%s]".formatted(active);
    }
}
