package dev.marina.tenancy.lifecycle;

import dev.marina.tenancy.lifecycle.ExpiryRecords.Ending;
import dev.marina.tenancy.lifecycle.ExpiryRecords.Owner;
import dev.marina.tenancy.mail.Mail;
import dev.marina.tenancy.mail.Mailer;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import dev.marina.tenancy.procedure.Procedures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/// Tells the owners of a tenant that its time is going to be over: each once, however often it has to be tried.
public final class ExpiryNotice {

    static final String KIND = "expiry-notice";
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Procedure<Input> procedure;
    private final Procedures procedures;

    /// @param id of the tenant
    /// @param expires as text
    public record Input(UUID id, String tenant, String expires) {}

    public ExpiryNotice(Procedure<Input> procedure, Procedures procedures) {
        this.procedure = procedure;
        this.procedures = procedures;
    }

    /// @param grace how long the tenant stays after its end
    public static Procedure<Input> procedure(ExpiryRecords records, Mailer mailer, Duration grace, String consoleUrl, Clock clock) {
        return new Procedure<>(KIND, Input.class, List.of(Step.of("TELL", input -> {
            Instant expires = Instant.parse(input.expires());
            // As the rows are then: it may have been given more time since, or be going, and then nobody is to be told.
            for (Owner owner : records.untold(input.id(), expires)) {
                mailer.send(mail(owner, input.tenant(), expires, expires.plus(grace), consoleUrl));
                records.told(input.id(), owner.subject(), expires, clock.instant());
            }
        })));
    }

    private static Mail mail(Owner owner, String tenant, Instant expires, Instant deletion, String consoleUrl) {
        return new Mail(owner.email(), "Your tenant %s at Marina ends soon".formatted(tenant), """
                The time of the tenant %s, of which you are an owner, is over at %s.

                From then on its clusters refuse every request, and nothing runs on them. At %s it is deleted
                with everything in it. Until its end you can take out of it what you want to keep:
                %s

                Only who runs this installation can give it more time.""".formatted(tenant, WHEN.format(expires), WHEN.format(deletion), consoleUrl));
    }

    void begin(Ending ending) {
        procedures.begin(procedure, UUID.randomUUID(), ending.tenant(), new Input(ending.id(), ending.tenant(), ending.expires().toString()));
    }
}
