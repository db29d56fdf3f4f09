#!/usr/bin/python3
"""More of the lab's iptux driver, in one process for many steps.

  iptux.py LAB HOST send-all IP      sends each text of the JSON list on stdin, in order
  iptux.py LAB HOST information IP   prints what the chat window with IP says about that peer
  iptux.py LAB HOST terminate        Terminate All in the window of its transmissions
  iptux.py LAB HOST list             prints what the window lists, as JSON, again whenever it changed, until stdin ends

LAB is the folder of the lab; LAN_NAME names the instance.
"""
import json
import re
import select
import sys
import types

lab, host, verb = sys.argv[1:4]
module = types.ModuleType('iptux_peer')
module.__file__ = lab + '/iptux-peer'
with open(module.__file__, encoding='utf-8') as source:
    program = source.read()
program, called, rest = program.rpartition('\nmain()')
if not called or rest.strip():
    sys.exit('the lab driver no longer ends with main()')
exec(compile(program, module.__file__, 'exec'), module.__dict__)
peer = module.Peer(host)
peer.need()

if verb == 'send-all':
    for text in json.load(sys.stdin):
        peer.send_text(sys.argv[4], text)
elif verb == 'information':
    ip = sys.argv[4]
    peer.dialog(ip)
    frame = peer.frame('IP:%s$' % re.escape(ip))
    panel = module.until(lambda: peer.find(frame, role='panel', name='^Info'), 5, what='the information panel')
    text = module.until(lambda: peer.find(panel, role='text'), 5, what='the information text')
    print(peer.Atspi.Text.get_text(text.get_text_iface(), 0, -1))
elif verb == 'terminate':
    peer.action(module.APP_PATH, 'tools.transmission')
    window = module.until(lambda: peer.xwin('Transmission'), 5, what='the transmission window')
    title = peer.x('xprop', '-id', window, '_GTK_WINDOW_OBJECT_PATH')
    peer.action(re.search(r'"([^"]+)"', title).group(1), 'trans.terminate_all')
elif verb == 'list':
    shown = None
    while not select.select([sys.stdin], [], [], 0.03)[0]:
        listed = peer.peers()
        if listed != shown:
            shown = listed
            print(json.dumps(listed), flush=True)
else:
    sys.exit(__doc__)
