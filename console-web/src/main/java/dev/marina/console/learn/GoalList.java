package dev.marina.console.learn;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.learn.Run.Goal;
import dev.marina.console.learn.Run.State;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The goals of a run, always in sight: ticked and unticked as the cluster changes, each with what is there now. A goal keeps its line, so
/// that nothing moves under a reader.
final class GoalList extends Div {

    private final Span sum = new Span();
    private final UnorderedList list = new UnorderedList();
    private final Map<String, Line> lines = new HashMap<>();

    GoalList() {
        addClassName("goals");
        sum.addClassName("count");
        list.addClassName("goal-list");
        Div head = new Div(new H4(getTranslation("learn.goals")), sum);
        head.addClassName("why-head");
        add(head, list);
    }

    void show(Run run, Locale language) {
        sum.setText(getTranslation("learn.score", run.met(), run.goals().size(), run.score().points(), run.score().of()));
        lines.keySet().removeIf(id -> {
            boolean gone = run.goals().stream().noneMatch(goal -> goal.id().equals(id));
            if (gone) {
                list.remove(lines.get(id));
            }
            return gone;
        });
        run.goals().forEach(goal -> lines.computeIfAbsent(goal.id(), _ -> {
            Line line = new Line();
            list.add(line);
            return line;
        }).show(goal, language));
    }

    private static final class Line extends ListItem {
        private final Span sign = new Span();
        private final Span title = new Span();
        private final Span state = new Span();
        private final Span sees = new Span();

        Line() {
            addClassName("goal");
            sign.addClassName("goal-sign");
            sign.getElement().setAttribute("aria-hidden", "true");
            title.addClassName("goal-title");
            state.addClassName("goal-state");
            sees.addClassName("goal-sees");
            add(sign, title, state, sees);
        }

        void show(Goal goal, Locale language) {
            sign.setText(switch (goal.state()) {
                case UNMET -> "○";
                case HOLDING -> "◔";
                case MET -> "✓";
                case REGRESSED -> "✗";
                case FLAPPING -> "⇄";
            });
            for (State each : State.values()) {
                setClassName(each.css(), each == goal.state());
            }
            getElement().setAttribute("data-goal", goal.id()).setAttribute("data-state", goal.state().css());
            getElement().setAttribute("lang", language.toLanguageTag());
            title.setText(goal.title().in(language));
            state.setText(word(goal.state()) + " · " + getTranslation("learn.points", goal.earned(), goal.points()));
            sees.setText(getTranslation("learn.sees", goal.sees().in(language)));
        }

        private String word(State state) {
            return getTranslation(switch (state) {
                case UNMET -> "learn.goal.unmet";
                case HOLDING -> "learn.goal.holding";
                case MET -> "learn.goal.met";
                case REGRESSED -> "learn.goal.regressed";
                case FLAPPING -> "learn.goal.flapping";
            });
        }
    }
}
