package dev.marina.builds;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/// Who somebody is at registries, in a file as skopeo takes it: arguments can be read by whatever else runs in the pod.
final class LoginFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LoginFile() {}

    /// @param file that is not there yet
    /// @param logins `user:secret`, by the registry's name
    static Path write(Path file, Map<String, String> logins) throws IOException {
        Map<String, Map<String, String>> auths = logins.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                login -> Map.of("auth", Base64.getEncoder().encodeToString(login.getValue().getBytes(StandardCharsets.UTF_8)))));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, JSON.writeValueAsBytes(Map.of("auths", auths)));
    }
}
