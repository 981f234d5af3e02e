package dev.marina.launcher.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate, its chain and its key in one file: kept while it fits, made anew when it no longer does.
public record IdentityFile(Path file) {
    private static final Logger log = LoggerFactory.getLogger(IdentityFile.class);

    /// What is there, or a new one, which is not written yet.
    public Identity keptOrIssued(Authority authority, String commonName, List<String> names, List<Authority.Purpose> purposes, Duration life, Instant now)
            throws IOException, GeneralSecurityException {
        if (Files.exists(file)) {
            try {
                String pem = Files.readString(file);
                Identity kept = Identity.of(pem, pem);
                if (kept.serves(authority, names, now)) {
                    return kept;
                }
            } catch (GeneralSecurityException e) {
                log.atWarn().addKeyValue("file", file).setCause(e).log("unreadable certificate; making another");
            }
        }
        return authority.issue(commonName, names, purposes, life, now);
    }
}
