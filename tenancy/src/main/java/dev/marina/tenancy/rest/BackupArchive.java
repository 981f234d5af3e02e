package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.ManagementBackups.ContentPage;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A backup as a ZIP archive: `backup.json` says what it is, then there is one file of JSON for each object, as `kubectl apply` reads it:
/// `namespaces/<namespace>/<type>/<name>.json` or `cluster/<type>/<name>.json`. One page of objects is in memory at a time. An archive that is cut off
/// has no directory at its end, so that no tool takes it for a whole one.
///
/// @param about what the backup is
/// @param first of its pages, which has been read already
record BackupArchive(Object about, ContentPage first, Pages pages) implements StreamingOutput {

    interface Pages {
        ContentPage after(String page);
    }

    @Override
    public void write(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        entry(zip, "backup.json", about);
        ContentPage page = first;
        while (true) {
            for (Map<String, Object> item : page.items()) {
                entry(zip, path(text(item, "namespace"), text(item, "resource"), text(item, "name")), item.get("object"));
            }
            if (page.next().isEmpty()) {
                zip.finish();
                return;
            }
            page = pages.after(page.next());
        }
    }

    private static String text(Map<String, Object> item, String field) {
        return Optional.ofNullable(item.get(field)).map(Object::toString).orElse("");
    }

    private static void entry(ZipOutputStream zip, String path, Object content) throws IOException {
        zip.putNextEntry(new ZipEntry(path));
        zip.write(JsonText.of(content).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    static String path(String namespace, String resource, String name) {
        String file = part(resource) + "/" + part(name) + ".json";
        return namespace.isEmpty() ? "cluster/" + file : "namespaces/" + part(namespace) + "/" + file;
    }

    /// Nothing that any tool takes for a way to elsewhere: other characters as in an address, and no dot at the beginning.
    private static String part(String text) {
        StringBuilder safe = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (each & 0xFF);
            boolean plain = letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || letter >= '0' && letter <= '9' || letter == '-'
                    || letter == '_' || letter == '.' && !safe.isEmpty();
            safe.append(plain ? Character.toString(letter) : "%%%02X".formatted(each & 0xFF));
        }
        return safe.toString();
    }
}
