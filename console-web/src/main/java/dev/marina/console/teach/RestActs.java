package dev.marina.console.teach;

import dev.marina.console.login.Person;
import dev.marina.console.rest.ClassHelp.Help;
import dev.marina.console.rest.ClassHelp;
import dev.marina.console.terminal.Acts;

/// What a teacher does in a learner's terminal, recorded with the teacher's own token.
record RestActs(ClassHelp calls, Person teacher, String tenant, String taught, Help help) implements Acts {

    @Override
    public void joined() {
        calls.act(teacher, tenant, taught, help, "joined", "");
    }

    @Override
    public void typed(String text) {
        calls.act(teacher, tenant, taught, help, "typed", text);
    }

    @Override
    public void left() {
        calls.act(teacher, tenant, taught, help, "left", "");
    }
}
