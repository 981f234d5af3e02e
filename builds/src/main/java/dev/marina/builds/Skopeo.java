package dev.marina.builds;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The way to registries, as the build's tenant.
final class Skopeo implements Bases {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BuildOrder order;
    private final Path login;

    Skopeo(BuildOrder order) throws IOException {
        this.order = order;
        this.login = login(order);
    }

    /// In a file, since arguments can be read by whatever else runs in the pod.
    private static Path login(BuildOrder order) throws IOException {
        String both = order.user() + ":" + Files.readString(order.tokenFile()).strip();
        Path file = Files.createFile(order.work().resolve("login.json"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, JSON.writeValueAsBytes(Map.of("auths",
                Map.of(order.bases(), Map.of("auth", Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)))))));
    }

    @Override
    public BaseDescription describe(String name) throws IOException, InterruptedException {
        if (name.equals(NOTHING)) {
            return BaseDescription.NONE;
        }
        List<String> command = command("inspect", "");
        command.addAll(List.of("--config", "docker://" + reference(name)));
        return BaseDescription.of(JSON.readTree(Tool.output(command)));
    }

    @Override
    public OciImage fetch(String name, Path into) throws IOException, InterruptedException {
        if (name.equals(NOTHING)) {
            return OciImage.empty(into);
        }
        System.out.println("==> base " + reference(name));
        List<String> command = command("copy", "src-");
        command.addAll(List.of("--quiet", "docker://" + reference(name), "oci:%s:image".formatted(into)));
        Tool.run(Map.of(), command);
        return new OciImage(into);
    }

    /// @return the digest
    String push(OciImage image, String target) throws IOException, InterruptedException {
        Path digest = order.work().resolve("digest");
        List<String> command = command("copy", "dest-");
        command.addAll(List.of("--quiet", "--digestfile", digest.toString(), "oci:%s:image".formatted(image.directory()), "docker://" + target));
        Tool.run(Map.of(), command);
        return Files.readString(digest).strip();
    }

    /// Images below `marina/`, and the tenant's own, are in the platform's registry; of others the whole name has to be said.
    private String reference(String name) {
        String tenant = order.image().substring(order.bases().length() + 1).split("/")[0];
        String named = name.contains("@") || name.substring(name.lastIndexOf('/') + 1).contains(":") ? name : name + ":latest";
        return named.startsWith("marina/") || named.startsWith(tenant + "/") ? order.bases() + "/" + named : named;
    }

    private List<String> command(String what, String side) {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", order.work().toString(), what));
        command.addAll(List.of("--%sauthfile".formatted(side), login.toString()));
        order.authorities().ifPresent(directory -> command.addAll(List.of("--%scert-dir".formatted(side), directory.toString())));
        if (!order.verify()) {
            command.add("--%stls-verify=false".formatted(side));
        }
        return command;
    }
}
