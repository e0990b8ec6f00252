"""Words that the contents of nearly every case have in common: the dictionary of the codec's letter ``d``.

zstd finds them here instead of storing them in each row. Stored values need this text for ever: it is never
changed, not by a single byte (a test holds its digest); a better one gets a letter of its own.
"""

from __future__ import annotations

_HISTORY = (
    '"budgetExhausted":true,"incidents":[["messages":[["handlingOffice","acceptanceOffice","reason":"withdrawn"'
    '"terminated","referred","rejected","denied","completed"],"answer":{"result":{"found":true,"status":"NORMAL"'
    '"verified":true,"certificateNo":"validFrom":"20","validUntil":"20","orderNo":"payUrl":"waybillNo":"evaluation"'
    '"satisfaction":5,"comment":"","verdict":{"outcome":"ACCEPT","reasons":[],"supplements":[]},"opinion":"同意"'
    '"opinion":"材料齐全","decision":"approve","decision":"approved":true,"declaration":true,"remark":"","applicantPhone":"1'
    '"applicantAddress":"省市县区街道路号","applicantIdType":"resident-id","applicantIdNo":"5","applicantName":"'
    '"licenceNo":"5","licenceStatus":"normal","vehicleClass":"C1","expiry":"202","deliveryMode":"courier"'
    '"case_opened","task_completed","timer_fired","call_answered","message_correlated","deliver_result",'
    '"interrupted"],["skipped"],["submit_application","completed",[],{"check_materials","entered"],["review_application",'
    '"flow","decide","entered"],["gateway","completed"],"closed":["opened":["t","calls":["timers":["subscribed":["'
    '"notices":["acceptance_notice"],"documents":["notified":["effects":{"status":"40","lanes":{"acceptance":"5'
    '0000-public-security-traffic-police","handling":"5","cooperating":"5","applicant":null},"submitted"'
    '"environment":{"caseNumber":"115","caseId":"","channel":"counter","online","materialsComplete":true,'
    '"missingMaterials":[],"materialsHeld":["id_card","application_form"],"today":"202","now":"202'
    '{"command":{"type":"CompleteTask","task_id":"t","data":{"type":"RecordCallResult","call_id":"c","steps":[["'
)
_ANSWERS = (
    '{"case":{"case_id":"","number":"115","revision":1,"item_id":"","item_name":{"zh":"机动车驾驶证期满换证",'
    '"en":"Renewal of driver licence"},"status":{"code":"10","text":{"zh":"草稿","en":"Draft"},"clock":"off",'
    '"is_terminal":false},"status":{"code":"40","text":{"zh":"已受理","en":"Accepted"},"clock":"running",'
    '"is_terminal":true},"channel":"counter","channel":"online","opened_at":"2026-01-01T00:00:00Z","due":{"due_on":null,'
    '"level":"none","text":{"zh":"不计时","en":"No time limit"},"due_on":"2026-01-01","level":"green","text":{"zh":'
    '"剩余 1 个工作日","en":"1 working day(s) left"},"is_provisional":false,"calendar_note":null,"remaining_days":null,'
    '"is_suspended":false},"accepted_at":null,"closed_at":null,"outcome":null,"applicant":"*","acceptance_office":'
    '{"code":"530326-public-security","name":{"zh":"公安局交通警察大队","en":"Public Security Traffic Police of County"}},'
    '"handling_office":null},"next_tasks":[{"task_id":"","case_id":"","case_number":"","element_id":"","name":{"zh":"审查材料",'
    '"en":"Check materials"},"lane":"acceptance","purpose":"acceptance","state":"open","case_status":{"case_due":{'
    '"priority":0,"due_at":null,"is_overdue":false,"office":{"code":"","assignee":null,"assignee_name":null,'
    '"claimed_at":null,"has_draft":false,"can_claim":true,"can_release":false,"can_reassign":false,"can_complete":true}],'
    '"progress_code":"","event_seq":2,"event_hash":"","is_replay":false}'
)
WORDS = (_ANSWERS + _HISTORY).encode()
