// How each step with a room is asked for, as ./actions.js says it of bookings; `sends` is always sent, `direct` asks nothing.

const note = (label) => ({ name: "notes", label, type: "long" });

/** By action, or by action and the status it leads to. */
export const ROOM_ACTIONS = {
  start_cleaning: { label: "Start cleaning", key: "s", tone: "primary", path: "start-cleaning", direct: true, fields: [] },
  mark_cleaned: { label: "Cleaned", key: "c", tone: "primary", path: "mark-cleaned", fields: [note("For the inspection")] },
  "inspect_room READY_FOR_GUEST": { label: "Passes inspection", key: "p", tone: "primary", path: "inspect", direct: true, sends: { passed: true }, fields: [] },
  "inspect_room CHECKOUT_DIRTY": { label: "Fails inspection", key: "f", path: "inspect", sends: { passed: false }, fields: [note("What is not right")] },
  complete_maintenance: { label: "Repaired", key: "r", tone: "primary", path: "complete-maintenance", fields: [] },
  mark_maintenance: {
    label: "Report a fault", key: "m", path: "mark-maintenance",
    fields: [
      { name: "priority", label: "How urgent", type: "select", required: true, value: () => "MED", options: () => [["LOW", "Low"], ["MED", "Medium"], ["HIGH", "High"]] },
      { name: "notes", label: "What is broken", type: "long", required: true },
    ],
  },
  "set_room_status OUT_OF_ORDER FRONT_DESK": {
    label: "Take out of order", tone: "danger", sends: { to_status: "OUT_OF_ORDER", source: "FRONT_DESK" },
    fields: [{ name: "note", label: "Why", type: "long", required: true }],
  },
  "set_room_status CHECKOUT_DIRTY FRONT_DESK": {
    label: "Back in service", tone: "primary", sends: { to_status: "CHECKOUT_DIRTY", source: "FRONT_DESK" },
    about: () => "The room is cleaned before it is sold again.", fields: [],
  },
};

/** The entry of ROOM_ACTIONS for a line of allowed-actions; undefined for what another button does already. */
export const roomAction = ({ action, to_status: to, source }) =>
  ROOM_ACTIONS[action] ?? ROOM_ACTIONS[`${action} ${to}`] ?? ROOM_ACTIONS[`${action} ${to} ${source}`];
