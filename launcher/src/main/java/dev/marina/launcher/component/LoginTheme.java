package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.instance.Staged;

/// What Keycloak's login pages have of ours.
///
/// @param files their texts by name
record LoginTheme(Map<String, String> files) {
    /// @param values as for the realm file. Empty: it was not built.
    static LoginTheme of(Staged staged, Map<String, String> values) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (String name : Staged.LOGIN_THEME) {
            Optional<Path> template = staged.file(Staged.REALM, Staged.LOGIN_THEME_PREFIX + name);
            if (template.isPresent()) {
                files.put(name, RealmFile.fill(Files.readString(template.get()), values));
            }
        }
        return new LoginTheme(files);
    }

    /// @param server where Keycloak is unpacked
    void write(Path server, Account reader) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Ownership.file(server.resolve("themes/marina/login").resolve(file.getKey()), file.getValue(), reader);
        }
    }
}
