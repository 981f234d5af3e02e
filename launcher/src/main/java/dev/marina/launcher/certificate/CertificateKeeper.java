package dev.marina.launcher.certificate;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.marina.acme.AcmeClient;
import dev.marina.acme.AcmeProblem;
import dev.marina.launcher.tls.Identity;

/// Gets the certificate when it is time, and gives it to the front that runs. Called by one thread.
public final class CertificateKeeper {

    private static final Logger log = LoggerFactory.getLogger(CertificateKeeper.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CertificateFiles files;
    private final Clock clock;
    private Optional<Identity> given = Optional.empty();

    public CertificateKeeper(CertificateFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /// May be called as often as one likes; does what is due.
    ///
    /// @param control where the running front takes commands
    /// @param file of its certificate, as it names it
    public void look(PublicCertificate wanted, Path control, Path file) throws InterruptedException {
        Instant now = clock.instant();
        if (!now.isBefore(files.due(wanted.names(), now))) {
            issue(wanted, now);
        }
        Optional<Identity> held = files.held(wanted.names(), now);
        if (held.isPresent() && !held.equals(given)) {
            give(held.get(), control, file);
        }
    }

    private void issue(PublicCertificate wanted, Instant now) throws InterruptedException {
        try {
            Identity identity = new CertificateIssue(new AcmeClient(wanted.server()), PATIENCE).of(files.accountKey(), wanted.names());
            files.keep(identity);
            log.atInfo().addKeyValue("names", wanted.names()).addKeyValue("until", identity.end()).log("certificate issued");
        } catch (AcmeProblem | GeneralSecurityException | IllegalArgumentException problem) {
            failed(wanted, now, String.valueOf(problem.getMessage()), problem);
        } catch (IOException silent) {
            failed(wanted, now, "the ACME server does not answer: " + silent, silent);
        }
    }

    private void failed(PublicCertificate wanted, Instant now, String words, Exception problem) {
        files.failed(now, wanted.names(), words);
        log.atWarn().addKeyValue("names", wanted.names()).setCause(problem).log("no certificate");
    }

    /// What a front that does not take it does not have until the next look, or until it starts anew.
    private void give(Identity identity, Path control, Path file) {
        try {
            new FrontSocket(control).replace(file, identity);
            given = Optional.of(identity);
            log.atInfo().addKeyValue("until", identity.end()).log("the front has its certificate");
        } catch (IOException | GeneralSecurityException failure) {
            log.atWarn().addKeyValue("error", failure.toString()).log("the front has not got its certificate");
        }
    }
}
