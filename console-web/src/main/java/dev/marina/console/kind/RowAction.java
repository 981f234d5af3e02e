package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import dev.marina.console.act.Deed;
import dev.marina.console.act.Subject;
import java.util.List;
import java.util.stream.Stream;

/// Something that may be done with an object, from its page or its row.
interface RowAction {

    List<RowAction> ALL = Stream.<RowAction>concat(
            Stream.concat(Stream.of(new ScaleAction()), Deed.ALL.stream().map(DeedAction::new)),
            Stream.of(new NewVersionAction(), new SourceAction(), new BuildAgainAction(), new AutoscaleAction(), new HostsAction(), new BindAction(),
                    AddOnAction.BACK_UP,
                    AddOnAction.ROTATE,
                    new RestartAction(), new RunAction(), new RollBackAction(),
                    new RunNowAction(), new SnapshotAction(), new RestoreAction(), new DrainAction(), new DebugAction(), new LabelsAction(),
                    new DeleteAction()))
            .toList();

    /// @param kind as the cluster serves it
    /// @param subject as it is now
    boolean fits(Kind kind, Subject subject);

    /// A control; it asks for the permission that it needs and is disabled, with the reason, without it. Made once for an object: what it does, it does
    /// with what is shown when it is pressed.
    Component control(ShownSubject shown, Target target);
}
