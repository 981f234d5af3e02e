package dev.marina.tenancy.settings;

import java.nio.file.Path;

/// The platform's registry, as an installation has one.
///
/// @param name as images name it, and as its tokens do
/// @param url of its gate, on loopback
/// @param secret by which tenancy is known to the gate
/// @param key file with the key that signs tokens, and its certificate
public record RegistrySettings(String name, String url, String secret, Path key) {

    @Override
    public String toString() {
        return "%s at %s ***".formatted(name, url);
    }
}
