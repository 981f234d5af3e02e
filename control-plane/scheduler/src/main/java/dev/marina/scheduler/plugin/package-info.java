/// The rules of scheduling, one class each, with upstream's names, reasons and arithmetic. [dev.marina.scheduler.Profile] lists them.
package dev.marina.scheduler.plugin;
