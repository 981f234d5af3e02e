package dev.marina.console.teach;

import dev.marina.console.login.Person;
import dev.marina.console.rest.ClassHelp;
import dev.marina.console.rest.Classes;
import dev.marina.console.terminal.Agreement;
import java.util.Optional;

/// A learner's agreement, as the REST API tells it to the learner.
record RestAgreement(Classes classes, ClassHelp help, Person learner, String taught) implements Agreement {

    @Override
    public Optional<Standing> standing(String stream) {
        return classes.attended(learner).stream().filter(one -> one.id().equals(taught)).flatMap(one -> one.help().stream())
                .filter(found -> found.shared() && found.stream().equals(stream)).findFirst().map(found -> new Standing(found.typing(), found.ends()));
    }

    /// Another terminal may be shared meanwhile; that stays.
    @Override
    public void end(String stream) {
        if (standing(stream).isPresent()) {
            help.end(learner, taught);
        }
    }
}
