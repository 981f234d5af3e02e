package dev.marina.console.shell;

import com.vaadin.flow.component.UI;
import dev.marina.console.feed.TableSource;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// Something that a person asked for and that takes a request: made outside the page's own request, so that the page lives meanwhile,
/// and ended in one of four ways: done, refused with a reason, an outage, or the end of the login.
public final class Attempt {

    private Attempt() {}

    /// @param done is called in the page
    /// @param failed is called in the page with a sentence for the person
    public static <T> void of(UI ui, Callable<T> work, Consumer<T> done, Consumer<String> failed) {
        of(ui, work, done, refused -> failed.accept(refused.getMessage()), failed);
    }

    /// @param refused is called in the page where the REST API says what is wrong, by field
    public static <T> void of(UI ui, Callable<T> work, Consumer<T> done, Consumer<Refused> refused, Consumer<String> failed) {
        Background.once(looking(ui, work, done, refused, failed));
    }

    /// The same, to be run when it is time; may be run again and again.
    public static <T> Runnable looking(UI ui, Callable<T> work, Consumer<T> done, Consumer<String> failed) {
        return looking(ui, work, done, refused -> failed.accept(refused.getMessage()), failed);
    }

    private static <T> Runnable looking(UI ui, Callable<T> work, Consumer<T> done, Consumer<Refused> refused, Consumer<String> failed) {
        return () -> {
            try {
                T result = work.call();
                Background.show(ui, () -> done.accept(result));
            } catch (TableSource.LoginEnded | Person.LoginOver _) {
                Background.leave(ui);
            } catch (Refused reason) {
                Background.show(ui, () -> refused.accept(reason));
            } catch (Exception e) {
                Background.show(ui, () -> failed.accept(sentence(ui, e)));
            }
        };
    }

    /// What a failure says to a person.
    public static String sentence(UI ui, Exception failure) {
        return switch (failure) {
            // Kubernetes' own words, as kubectl would show them.
            case TableSource.Refusal refusal -> refusal.getMessage();
            case Refused refused -> refused.getMessage();
            case IOException e -> ui.getTranslation("attempt.outage", String.valueOf(e.getMessage()));
            case UncheckedIOException e -> ui.getTranslation("attempt.outage", String.valueOf(e.getMessage()));
            default -> {
                String number = UUID.randomUUID().toString();
                LoggerFactory.getLogger(Attempt.class).atError().addKeyValue("error", number).setCause(failure).log("attempt failed");
                yield ui.getTranslation("error.text", number);
            }
        };
    }
}
