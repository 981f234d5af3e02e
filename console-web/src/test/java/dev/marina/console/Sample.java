package dev.marina.console;

import io.fabric8.kubernetes.client.utils.Serialization;

/// Objects from a few words of YAML.
public final class Sample {

    private Sample() {}

    /// The marker in front says that it is YAML also where it begins like JSON.
    public static <T> T of(String yaml, Class<T> type) {
        return Serialization.unmarshal("---\n" + yaml, type);
    }
}
