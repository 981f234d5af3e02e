package dev.marina.console.course;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.InTurn;
import dev.marina.console.shell.Attempt;
import java.io.IOException;

/// The way of the last write that made the object what it is. Asks while it is looked at, and again when the object changes.
public final class CoursePane extends Div {

    private final Div notice = new Div();
    private final Div content = new Div();
    private JsonNode shown;
    private Asked asked;
    private boolean open;
    private boolean stale;
    private boolean asking;

    private record Asked(UI ui, ClusterApi api, ClusterRef cluster, ObjectAddress object) {
        JsonNode ask() throws IOException {
            return InTurn.read(api, object.coursePath());
        }
    }

    public CoursePane() {
        addClassName("why");
        notice.addClassName("why-notice");
        notice.getElement().setAttribute("role", "status");
        notice.setText(getTranslation("loading"));
        add(notice, content);
    }

    /// Another object, or the same one changed.
    public void about(UI ui, ClusterApi api, ClusterRef cluster, ObjectAddress object) {
        if (asked == null || !asked.object().equals(object)) {
            shown = null;
            content.removeAll();
        }
        asked = new Asked(ui, api, cluster, object);
        stale = true;
        askIfSeen();
    }

    /// Whether somebody looks at it.
    public void open(boolean seen) {
        open = seen;
        askIfSeen();
    }

    private void askIfSeen() {
        if (!open || !stale || asking || asked == null) {
            return;
        }
        stale = false;
        asking = true;
        Asked now = asked;
        Attempt.of(now.ui(), now::ask, answer -> {
            asking = false;
            if (now.object().equals(asked.object())) {
                show(answer);
            }
            askIfSeen();
        }, reason -> {
            asking = false;
            notice.setText(getTranslation("live.denied", reason));
            notice.setVisible(true);
        });
    }

    /// The same again leaves the page alone.
    private void show(JsonNode course) {
        notice.setVisible(false);
        if (course.equals(shown)) {
            return;
        }
        shown = course;
        content.removeAll();
        JsonNode request = course.path("request");
        content.add(new H4(getTranslation("course.request")));
        if (request.path("recorded").asBoolean()) {
            content.add(
                    new Paragraph(getTranslation("course.by", request.path("user").asText(), getTranslation("course.proof." + request.path("proof").asText()),
                            request.path("micros").asLong() / 1000.0)),
                    new PassedTable(request.path("stages")));
        } else {
            content.add(new Paragraph(getTranslation("course.unrecorded." + request.path("reason").asText("NotKept"))));
        }
        JsonNode watchers = course.path("watchers");
        if (watchers.isObject()) {
            content.add(new Paragraph(getTranslation("course.watchers", watchers.path("count").asInt(), watchers.path("reached").asInt())));
        }
        content.add(new H4(getTranslation("course.steps")),
                new Paragraph(getTranslation(course.path("complete").asBoolean() ? "course.complete" : "course.incomplete")),
                new CourseList(course.path("steps"), asked.cluster()));
    }
}
